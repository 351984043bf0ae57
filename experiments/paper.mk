# What one does with the experiments; included by the Makefile.

# Every experiment of the paper, and open questions of it, which make their own data; those that
# need it are told to use the published construction.
paper := $(filter $(programs),classify reconstruct table-classification table-reconstruction table-sparsity \
  learned-actions rotation-median running-time task-dependence parameter-efficiency continuous-group \
  high-dimension two-generators)
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
paper_call = $(BUILD)/$1 $(paper_flags_$1) $(if $(filter $1,$(own_data)),,$(data_flag) $(ARGS))
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

tables: $(BUILD)/report  ## the tables of the committed results (experiments/results), and the numbers that texts quote
	@$(BUILD)/report --tables --runs experiments/results --out experiments/results/tables.json

bench-torch: $(BUILD)/bench  ## a training step and inference against PyTorch, where it is installed
	@PYTHON="$(PYTHON)" sh experiments/bench_torch.sh $(BUILD)/bench $(ROUNDS)

.PHONY: bench-torch tables paper-quick paper demo demo-smoke
