# lgn: Linear Group Networks. `make help` lists every target.
#
# Sources are found by folder; a file in experiments/ is a program of that name. Files ending in _avx2.cpp
# and _avx512.cpp are the only ones built for more than the baseline CPU; they run only where the CPU has
# the instructions (tensor/simd/dispatch.h).

CXX      ?= g++
BUILD    ?= build
OPTIMIZE ?= -O2
SANITIZE ?=

# No -ffast-math, and no fused multiply-add except where it is written: a result must not depend on what
# the optimiser felt like.
CXXFLAGS := -std=c++20 $(OPTIMIZE) -g1 -Wall -Wextra -ffp-contract=off -pthread -MMD -MP -I. \
            $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer)
LDFLAGS  := -pthread $(if $(SANITIZE),-fsanitize=$(SANITIZE))

# As many jobs as there are cores, unless the caller chose.
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif

library_sources := $(wildcard tensor/*.cpp tensor/*/*.cpp autograd/*.cpp datasets/*.cpp lgn/*.cpp lgn/*/*.cpp experiments/common/*.cpp)
programs        := $(patsubst experiments/%.cpp,%,$(wildcard experiments/*.cpp))
test_sources    := $(wildcard tests/*.cpp tests/*/*.cpp)
object           = $(patsubst %.cpp,$(BUILD)/objects/%.o,$(1))
library         := $(BUILD)/liblgn.a
objects         := $(call object,$(library_sources))
test_objects    := $(call object,$(test_sources))

all: $(addprefix $(BUILD)/,$(programs)) $(sample)

# Kernels are worth the compiler's time; tests are not.
x86 := $(filter x86_64% amd64%,$(shell $(CXX) -dumpmachine))
file_flags = $(if $(findstring /simd/,$<),-O3) $(if $(filter tests/%,$<),-O1) \
  $(if $(x86),$(if $(filter %_avx2.cpp,$<),-mavx2 -mfma)) \
  $(if $(x86),$(if $(filter %_avx512.cpp,$<),-mavx512f -mavx512dq -mavx512bw -mavx512vl -mfma -mprefer-vector-width=512)) \
  $(if $(filter %/build_info.cpp,$<),-DLGN_COMMIT='"$(commit)"')

$(BUILD)/objects/%.o: %.cpp
	@mkdir -p $(@D)
	@echo "  CXX  $<"
	@$(CXX) $(CXXFLAGS) $(file_flags) -c $< -o $@

# The commit that results are reported with; the file changes only when it does.
commit := $(shell git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)
$(BUILD)/commit: FORCE
	@mkdir -p $(@D)
	@echo '$(commit)' | cmp -s - $@ || echo '$(commit)' > $@
$(BUILD)/objects/experiments/common/build_info.o: $(BUILD)/commit

# The embedded sample, unpacked beside the programs.
sample := $(patsubst datasets/sample/%.gz,$(BUILD)/sample/%,$(wildcard datasets/sample/*.gz))
$(BUILD)/sample/%: datasets/sample/%.gz
	@mkdir -p $(@D)
	@gunzip -c $< > $@

$(library): $(objects)
	@rm -f $@
	@ar rcs $@ $^

$(addprefix $(BUILD)/,$(programs)): $(BUILD)/%: $(BUILD)/objects/experiments/%.o $(library)
	@echo "  LINK $@"
	@$(CXX) $(LDFLAGS) $^ -o $@

$(BUILD)/tests: $(test_objects) $(library)
	@echo "  LINK $@"
	@$(CXX) $(LDFLAGS) $^ -lgtest -o $@

test: $(BUILD)/tests all
	@$(BUILD)/tests

-include $(objects:.o=.d) $(test_objects:.o=.d) $(patsubst %,$(BUILD)/objects/experiments/%.d,$(programs))

.PHONY: all test FORCE
.DELETE_ON_ERROR:
