# lgn: Linear Group Networks. `make help` lists every target.
#
# Sources are found by folder; a file in experiments/ is a program of that name. Files ending in _avx2.cpp
# and _avx512.cpp are the only ones built for more than the baseline CPU; they run only where the CPU has
# the instructions (tensor/simd/dispatch.h).

CXX      ?= g++
BUILD    ?= build
OPTIMIZE ?= -O2
SANITIZE ?=
PRECOMPILE ?= $(if $(SEPARATE),,yes)
ifeq ($(origin CXX),default)
CXX      := g++
endif

# No -ffast-math, and no fused multiply-add except where it is written: a result must not depend on what
# the optimiser felt like.
CXXFLAGS := -std=c++20 $(OPTIMIZE) -Wall -Wextra -ffp-contract=off -pthread -MMD -MP -I. $(if $(GTEST),-isystem $(GTEST)/include) \
            $(if $(SANITIZE),-g1 -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
LDFLAGS  := -pthread $(if $(SANITIZE),-fsanitize=$(SANITIZE)) $(if $(EMULATOR),-static)

ifeq ($(shell command -v $(CXX)),)
$(error the compiler $(CXX) was not found; on Debian or Ubuntu: apt-get install g++)
endif

# As many jobs as there are cores, unless the caller or the make above chose.
ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc 2>/dev/null || echo 2)
endif
MAKEFLAGS += --no-print-directory
.SECONDEXPANSION:

sources         := $(wildcard $(foreach depth,* */* */*/*,$(addsuffix /$(depth).cpp,tensor autograd datasets lgn) experiments/*/$(depth).cpp))
programs        := $(patsubst experiments/%.cpp,%,$(wildcard experiments/*.cpp))
test_sources    := $(filter-out %/driver.cpp,$(wildcard tests/*.cpp tests/*/*.cpp tests/*/*/*.cpp))
executables     := $(addprefix $(BUILD)/,$(programs))
test_objects    := $(test_sources:%.cpp=$(BUILD)/objects/%.o)
sample          := $(patsubst datasets/sample/%.gz,$(BUILD)/sample/%,$(wildcard datasets/sample/*.gz))

all: $(executables) $(sample)  ## build every program (this is what a bare `make` does)

# --- compiling ---------------------------------------------------------------------------------------------

# Compiling a source by itself is mostly compiling the standard library's headers. So the sources of a folder
# are compiled together, as one "unit" that includes them all (in simd/ one for each instruction set); names
# in unnamed namespaces are therefore unique in a folder. `make separate` compiles every source by itself.
instruction_sets := scalar avx2 avx512 neon
alone     := experiments/common/program/build_info.cpp
simd      := $(foreach set,$(instruction_sets),$(filter %_$(set).cpp,$(sources)))
plain     := $(filter-out $(simd) $(alone),$(sources))
folder_of  = $(patsubst %/,%,$(sort $(dir $1)))
in_folder  = $(foreach file,$2,$(if $(filter $1,$(call folder_of,$(file))),$(file)))
units     := $(addsuffix /unit.cpp,$(call folder_of,$(plain))) \
  $(foreach folder,$(call folder_of,$(simd)),$(instruction_sets:%=$(folder)/unit_%.cpp))
parts_of   = $(if $(filter %/unit.cpp,$1),$(call in_folder,$(patsubst %/unit.cpp,%,$1),$(plain)),$(wildcard $(subst unit_,*_,$1)))
compiled  := $(alone) $(if $(SEPARATE),$(plain) $(simd),$(units))
objects   := $(compiled:%.cpp=$(BUILD)/objects/%.o)

$(units:%=$(BUILD)/units/%): $(BUILD)/units/%: FORCE
	@mkdir -p $(@D)
	@printf '#include "%s"\n' $(call parts_of,$*) | cmp -s - $@ || printf '#include "%s"\n' $(call parts_of,$*) > $@

# Kernels are worth the compiler's time, and so are the loops of autograd and of the one file; what calls them is not.
x86 := $(filter x86_64% amd64%,$(shell $(CXX) -dumpmachine))
file_flags = $(if $(findstring /simd/,$1)$(filter autograd/% experiments/lgn-in-one-file.cpp,$1),,-Og) \
  $(if $(x86),$(if $(filter %_avx2.cpp,$1),-mavx2 -mfma)) \
  $(if $(x86),$(if $(filter %_avx512.cpp,$1),-mavx512f -mavx512dq -mavx512bw -mavx512vl -mfma -mprefer-vector-width=512)) \
  $(if $(filter %/build_info.cpp,$1),-DLGN_COMMIT='"$(commit)"')

# What is compiled with -Og shares its headers precompiled, and so do the tests, which stay apart. No file relies
# on it.
header_of = $(if $(PRECOMPILE),$(if $(filter tests/%,$1),tests,$(if $(filter -Og,$(call file_flags,$1)),tensor)))
$(BUILD)/precompiled/%.h.gch: %/precompiled.h
	@mkdir -p $(@D)
	@echo "  CXX  $<"
	@echo '#include "$<"' > $(@:.gch=)
	@$(CXX) $(CXXFLAGS) -Og -x c++-header $(@:.gch=) -o $@
$(objects) $(programs:%=$(BUILD)/objects/experiments/%.o) $(test_objects): $(BUILD)/objects/%.o: \
  $$(addsuffix .h.gch,$$(addprefix $(BUILD)/precompiled/,$$(call header_of,$$*.cpp)))

define compile
	@mkdir -p $(@D)
	@echo "  CXX  $*.cpp"
	@$(CXX) $(CXXFLAGS) $(call file_flags,$*.cpp) $(patsubst %,-include $(BUILD)/precompiled/%.h,$(call header_of,$*.cpp)) -c $< -o $@
endef

$(BUILD)/objects/%.o: $(BUILD)/units/%.cpp
	$(call compile)
$(BUILD)/objects/%.o: %.cpp
	$(call compile)

# A program: its own source, its own folder, and everything that is not in the folder of another.
objects_of = $(BUILD)/objects/experiments/$1.o $(filter-out $(foreach other,$(filter-out $1,$(programs)),$(BUILD)/objects/experiments/$(other)/%),$(objects))
$(executables): $(BUILD)/%: $$(call objects_of,$$*)
	@echo "  LINK $@"
	@$(CXX) $(LDFLAGS) $^ -o $@

googletest := $(if $(GTEST),$(BUILD)/objects/googletest.o)
$(BUILD)/tests: $(test_objects) $(objects) $(googletest)
	@echo "  LINK $@"
	@$(CXX) $(LDFLAGS) $^ $(if $(GTEST),,-lgtest) -o $@

# For another machine GoogleTest is compiled from its sources, in the folder GTEST, and programs run in EMULATOR.
$(BUILD)/objects/googletest.o: $(GTEST)/src/gtest-all.cc
	@mkdir -p $(@D)
	@echo "  CXX  $<"
	@$(CXX) $(CXXFLAGS) -I$(GTEST) -c $< -o $@
$(BUILD)/emulated/%: $(BUILD)/%
	@mkdir -p $(@D)
	@printf '#!/bin/sh\nexec %s "%s" "$$@"\n' '$(EMULATOR)' '$(abspath $<)' > $@
	@chmod +x $@
emulated := $(if $(EMULATOR),$(addprefix $(BUILD)/emulated/,$(programs)))

# All sources as one object, in which the compiler finds a name that two of them define differently, and nm one
# of ours that none defines. Nothing runs it, so that every program's main() may be in it.
$(BUILD)/merged.o: $(objects) $(programs:%=$(BUILD)/objects/experiments/%.o)
	@echo "  MERGE $@"
	@$(CXX) -r -flto -flinker-output=rel -Werror=odr -Wl,-z,muldefs $^ -o $@
	@! $(CXX:%g++=%gcc-nm) -u -C $@ | grep 'lgn::' || { echo "$@: these are defined nowhere" >&2; exit 1; }

# Every parser under one fuzzer; LGN_FUZZ says which (tests/fuzz/driver.cpp).
fuzz_objects := $(patsubst %.cpp,$(BUILD)/objects/%.o,$(wildcard tests/fuzz/*.cpp))
$(BUILD)/parsers: $(fuzz_objects) $(objects)
	@echo "  LINK $@"
	@$(CXX) $(LDFLAGS) -fsanitize=fuzzer $^ -o $@

# The commit that results are reported with; the file changes only when the commit does.
commit := $(shell git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)
$(BUILD)/commit: FORCE
	@mkdir -p $(@D)
	@echo '$(commit)' | cmp -s - $@ || echo '$(commit)' > $@
$(BUILD)/objects/experiments/common/program/build_info.o: $(BUILD)/commit

# The embedded sample, unpacked beside the programs.
$(BUILD)/sample/%: datasets/sample/%.gz
	@mkdir -p $(@D)
	@gunzip -c $< > $@

# --- what one does with it ---------------------------------------------------------------------------------

help:  ## this list
	@echo "Targets:"
	@sed -n 's/^\([a-z][a-z0-9-]*\):.*## \(.*\)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 26
	@echo
	@echo "Programs: make NAME DATASET=.. DATA=.. ARGS=\"..\" builds and runs one; build/NAME --help explains it."
	@for f in $(sort $(programs)); do printf '  %-22s  %s\n' "$$f" "$$(sed -n '1s,^// *,,p' experiments/$$f.cpp)"; done
	@echo
	@echo "Variables: CXX (g++), BUILD (build), DATASET, DATA, ARGS."

run_flags = $(if $(DATASET),--dataset $(DATASET)) $(if $(DATA),--data-dir $(DATA)) $(ARGS)
$(programs): %: $(BUILD)/% $(sample)
	@$(BUILD)/$@ $(run_flags)

# Every experiment of the paper; those that need it are told to use the published construction.
paper := $(filter $(programs),classify reconstruct table-classification table-reconstruction table-sparsity \
  learned-actions rotation-median running-time task-dependence parameter-efficiency)
published := --generator free --share none
paper_flags_classify    := --dataset cifar10 $(published)
paper_flags_reconstruct := --dataset cifar10 --regularizer inverse $(published)
paper_flags_running-time := --dataset cifar10 --rounds 60 --steps 391
paper_flags_table-sparsity := --dataset mnist
paper_flags_rotation-median := --models runs/paper/learned-actions
paper_flags_parameter-efficiency := --dataset cifar10
quick_flags_classify    := $(published)
quick_flags_reconstruct := --regularizer inverse $(published)

paper-quick: $(addprefix $(BUILD)/,$(paper)) $(sample)  ## every experiment of the paper, briefly, on the embedded sample
	@set -e; $(foreach p,$(paper),echo "== $p"; $(BUILD)/$p --quick --overwrite $(quick_flags_$p) --out runs/paper-quick/$p; echo;)

# ARGS goes to all of them: what one does not know is found out before the first begins. For one alone:
# make paper paper_flags_running-time="--dataset cifar10 --rounds 20 --steps 50"
paper_call = $(BUILD)/$1 $(paper_flags_$1) $(if $(DATA),--data-dir $(DATA)) $(ARGS)
paper: $(addprefix $(BUILD)/,$(paper)) $(sample)  ## every experiment of the paper in full: hours; goes on where it stopped (DATA=..)
	@set -e; $(foreach p,$(paper),$(call paper_call,$p) --help > /dev/null;)
	@set -e; $(foreach p,$(paper),echo "== $p"; $(call paper_call,$p) --continue --out runs/paper/$p; echo;)

demo: $(BUILD)/classify $(BUILD)/reconstruct $(sample)  ## train a classifier and a reconstructor on the embedded images
	@$(BUILD)/classify --eta 0.02 --epochs 4 --overwrite --out runs/demo-classify
	@echo
	@$(BUILD)/reconstruct --eta 0.05 --epochs 6 --normalization standard --overwrite --out runs/demo-reconstruct

demo-smoke: $(BUILD)/classify $(BUILD)/reconstruct $(sample)  ## the demo in a few steps: does it run at all?
	@$(BUILD)/classify --epochs 1 --limit-train 640 --limit-test 128 --overwrite --out runs/smoke-classify
	@$(BUILD)/reconstruct --epochs 1 --limit-train 256 --limit-test 64 --overwrite --out runs/smoke-reconstruct

test: check-googletest $(BUILD)/tests all $(emulated)  ## build and run all tests
	@LGN_PROGRAMS=$(BUILD)$(if $(EMULATOR),/emulated) $(EMULATOR) $(abspath $(BUILD)/tests) $(TEST_ARGS)

data:  ## download the original data sets into data/ (or DATA_DIR), checked against their sums
	@sh datasets/download.sh $(or $(DATA_DIR),data)

bench-torch: $(BUILD)/bench  ## a training step and inference against PyTorch, where it is installed
	@PYTHON="$(PYTHON)" sh experiments/bench_torch.sh $(BUILD)/bench $(ROUNDS)

separate:  ## every source compiled by itself, and no name that two of them define differently (g++)
	@$(MAKE) $(BUILD)/separate/merged.o BUILD=$(BUILD)/separate SEPARATE=yes OPTIMIZE="-O1 -flto"

asan:  ## all tests under the address and undefined-behaviour sanitizers
	@$(MAKE) test BUILD=$(BUILD)/asan SANITIZE=address,undefined OPTIMIZE=-O1

tsan:  ## all tests under the thread sanitizer
	@$(MAKE) test BUILD=$(BUILD)/tsan SANITIZE=thread OPTIMIZE=-O1

aarch64_tools := aarch64-linux-gnu-g++ qemu-aarch64
test-aarch64:  ## all tests as programs for 64-bit ARM, emulated
	@for tool in $(aarch64_tools) /usr/src/googletest/googletest; do command -v $$tool >/dev/null || [ -d $$tool ] || \
	  { echo "$$tool was not found; on Debian or Ubuntu: apt-get install g++-aarch64-linux-gnu qemu-user googletest" >&2; exit 1; }; done
	@$(MAKE) test BUILD=$(BUILD)/aarch64 CXX=aarch64-linux-gnu-g++ EMULATOR=qemu-aarch64 GTEST=/usr/src/googletest/googletest

soak: all  ## random configurations for SOAK_SECONDS (600): trained, killed, resumed, compared
	@sh tests/soak.sh $(BUILD) $(or $(SOAK_SECONDS),600) $(SEED)

fuzz:  ## every parser of foreign files under libFuzzer, FUZZ_SECONDS (60) each; needs clang++
	@command -v clang++ >/dev/null || { echo "clang++ was not found; on Debian or Ubuntu: apt-get install clang" >&2; exit 1; }
	@$(MAKE) $(BUILD)/fuzz/parsers BUILD=$(BUILD)/fuzz CXX=clang++ OPTIMIZE=-O1 SANITIZE=fuzzer-no-link,address,undefined
	@sh tests/fuzz/run.sh $(BUILD)/fuzz $(or $(FUZZ_SECONDS),60) $(PARSERS)

format:  ## format all sources (clang-format)
	@clang-format -i $(sources) $(test_sources) $(wildcard experiments/*.cpp */*.h */*/*.h */*/*/*.h */*/*/*/*.h)

clean:  ## remove what was built; runs/ and data/ stay
	@rm -rf $(BUILD)

check-googletest:
	@echo '#include <gtest/gtest.h>' | $(CXX) -std=c++20 $(if $(GTEST),-isystem $(GTEST)/include) -x c++ -E - >/dev/null 2>&1 || \
	  { echo "GoogleTest was not found; on Debian or Ubuntu: apt-get install libgtest-dev" >&2; exit 1; }

-include $(wildcard $(BUILD)/precompiled/*.d) $(objects:.o=.d) $(test_objects:.o=.d) $(fuzz_objects:.o=.d) $(patsubst %,$(BUILD)/objects/experiments/%.d,$(programs))

.PHONY: all help paper paper-quick demo demo-smoke test data bench-torch separate asan tsan test-aarch64 soak fuzz format clean check-googletest FORCE $(programs)
.DELETE_ON_ERROR:
.SECONDARY:
