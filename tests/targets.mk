# The tests, and checks that are not needed daily; included by the Makefile, and run by .ci/run.

test check: check-googletest $(BUILD)/tests all  ## build and run all tests, on every core
	@LGN_PROGRAMS=$(BUILD) sh tests/run.sh $(BUILD)/tests $(TEST_ARGS)

check-googletest:
	@echo '#include <gtest/gtest.h>' | $(call compile) -MF /dev/null -x c++ -E - >/dev/null 2>&1 || \
	  { echo "GoogleTest was not found; on Debian or Ubuntu: apt-get install libgtest-dev" >&2; exit 1; }

GTEST ?= -lgtest
$(BUILD)/tests: $(test_objects) $(BUILD)/objects/README.o $(objects) $(BUILD)/linked
	@echo "  LINK $@"
	@$(link) $(GTEST) -o $@

# The C++ of README.md, for its test, which calls its main() by another name.
$(BUILD)/units/README.cpp: README.md
	@mkdir -p $(@D)
	@sed -n '/^```cpp$$/,/^```$$/{/^```/!p}' $< > $@
$(BUILD)/objects/README.o: file_flags = $(CALLERS) -Dmain=readme_example

separate: check-googletest  ## every source and test compiled by itself: none leans on the headers of another
	@$(MAKE) all $(BUILD)/separate/tests BUILD=$(BUILD)/separate SEPARATE=yes CALLERS=-O0

# All sources as one object, in which the compiler finds a name that two of them define differently, and nm one
# of ours that none defines. Nothing runs it, so that every program's main() may be in it.
merged:  ## no name that two sources define differently, and none that nothing defines (g++)
	@$(MAKE) $(BUILD)/merged/merged.o BUILD=$(BUILD)/merged CXXFLAGS="$(strip -flto -ffat-lto-objects $(CXXFLAGS))"
$(BUILD)/merged.o: $(objects) $(main_objects) $(BUILD)/linked
	@echo "  MERGE $@"
	@$(CXX) -r -flto -flinker-output=rel -Werror=odr -Wl,-z,muldefs $(filter %.o,$^) -o $@
	@command -v $(subst g++,gcc-nm,$(CXX)) >/dev/null
	@! $(subst g++,gcc-nm,$(CXX)) -u -C $@ | grep 'lgn::' || { echo "$@: these are defined nowhere" >&2; exit 1; }

check-rebuild: all $(BUILD)/tests  ## what includes a header that changed is built anew
	@sh tests/rebuild_check.sh $(BUILD)

sanitized = CXXFLAGS="-g1 -fsanitize=$1 -fno-sanitize-recover=all -fno-omit-frame-pointer $(CXXFLAGS)" OPTIMIZE=-O1
asan:  ## all tests under the address and undefined-behaviour sanitizers
	@$(MAKE) test BUILD=$(BUILD)/asan $(call sanitized,address$(comma)undefined) LDFLAGS="-fsanitize=address,undefined $(LDFLAGS)"

tsan:  ## all tests under the thread sanitizer
	@$(MAKE) test BUILD=$(BUILD)/tsan $(call sanitized,thread) LDFLAGS="-fsanitize=thread $(LDFLAGS)"
comma := ,

# For another machine GoogleTest is compiled from its sources, and programs run in an emulator.
arm := $(BUILD)/aarch64
googletest := /usr/src/googletest/googletest
test-aarch64:  ## all tests as programs for 64-bit ARM, emulated
	@for tool in aarch64-linux-gnu-g++ qemu-aarch64 $(googletest); do command -v $$tool >/dev/null || [ -d $$tool ] || \
	  { echo "$$tool was not found; on Debian or Ubuntu: apt-get install g++-aarch64-linux-gnu qemu-user googletest" >&2; exit 1; }; done
	@mkdir -p $(arm)/emulated
	@aarch64-linux-gnu-g++ -std=c++20 -O1 -I$(googletest) -I$(googletest)/include -c $(googletest)/src/gtest-all.cc -o $(arm)/gtest.o
	@$(MAKE) all $(arm)/tests BUILD=$(arm) CXX=aarch64-linux-gnu-g++ LDFLAGS=-static GTEST=$(arm)/gtest.o \
	  CXXFLAGS="-isystem $(googletest)/include $(CXXFLAGS)"
	@for program in $(programs); do printf '#!/bin/sh\nexec qemu-aarch64 "%s" "$$@"\n' "$(abspath $(arm))/$$program" \
	  > $(arm)/emulated/$$program && chmod +x $(arm)/emulated/$$program; done
	@LGN_PROGRAMS=$(arm)/emulated qemu-aarch64 $(arm)/tests $(TEST_ARGS)

soak: all  ## random configurations for SOAK_SECONDS (600): trained, killed, resumed, compared
	@sh tests/soak.sh $(BUILD) $(or $(SOAK_SECONDS),600) $(SEED)

# Every parser under one fuzzer; LGN_FUZZ says which (tests/fuzz/driver.cpp). None runs a kernel, and to optimise those,
# sanitized, would take longer than all else.
fuzz:  ## every parser of foreign files under libFuzzer, FUZZ_SECONDS (60) each; needs clang++
	@command -v clang++ >/dev/null || { echo "clang++ was not found; on Debian or Ubuntu: apt-get install clang" >&2; exit 1; }
	@$(MAKE) $(BUILD)/fuzz/parsers BUILD=$(BUILD)/fuzz CXX=clang++ $(call sanitized,fuzzer-no-link$(comma)address$(comma)undefined) \
	  OPTIMIZE=-O0 LDFLAGS="-fsanitize=fuzzer,address,undefined $(LDFLAGS)"
	@sh tests/fuzz/run.sh $(BUILD)/fuzz $(or $(FUZZ_SECONDS),60) $(PARSERS)
$(BUILD)/parsers: $(fuzz_objects) $(filter-out $(call folders_of_others),$(objects)) $(BUILD)/linked
	@echo "  LINK $@"
	@$(link) -o $@

picture: $(BUILD)/planted-group  ## the picture of README.md: a quarter turn planted in patches, and found
	@$(BUILD)/planted-group --picture --overwrite --out runs/picture
	@cp runs/picture/group.png experiments/planted-group/group.png

# One exercise with the reader's attempt (tests/exercises/README.md).
exercise: $(BUILD)/exercise  ## check your attempt at an exercise, NAME=powers (tests/exercises/README.md)
	@$(BUILD)/exercise $(NAME)
exercise_objects := $(call object_of,$(filter-out %_test.cpp,$(wildcard tests/exercises/*.cpp tests/exercises/*/*.cpp)))
$(BUILD)/exercise: $(exercise_objects) $(objects) $(BUILD)/linked
	@echo "  LINK $@"
	@$(link) -o $@

.PHONY: test check check-googletest separate merged check-rebuild asan tsan test-aarch64 soak fuzz picture exercise
