// JSON: configurations, metrics, summaries.
#include "tensor/io/json.h"

#include "tests/fuzz/targets.h"

namespace lgn::fuzz {
namespace {

std::vector<std::string> seeds() {
  return {R"({"epochs":100,"lr":1e-2,"init":"","lr-cuts":[0.5,0.75],"seed":18446744073709551615,"mu":null})",
          R"([true,false,"\u00e9\ud83d\ude00\n\\",[[]],{},-0.0,1E+5])"};
}

/// Every value as every kind.
void use(const Json& json) {
  attempt([&] { json.as_bool(); });
  attempt([&] { json.as_double(); });
  attempt([&] { json.as_integer(); });
  json.description();
  if (json.is_array())
    for (const Json& element : json.as_array()) use(element);
  if (json.is_object()) {
    for (const auto& [key, value] : json.as_object()) {
      insist(json.find(key) == &value, "a key finds its value");
      use(value);
    }
  }
}

void feed(const std::string& bytes) {
  const Json json = parse_json(bytes, "config.json");
  insist(parse_json(json.text(), "text").text() == json.text(), "writing keeps everything");
  insist(parse_json(json.pretty(), "pretty").text() == json.text(), "so does writing for people");
  use(json);
}

}  // namespace

Target json_target() {
  return {"json", seeds, feed};
}

}  // namespace lgn::fuzz
