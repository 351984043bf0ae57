#!/bin/sh
# Puts the original files of the data sets under FOLDER:
#     sh datasets/download.sh FOLDER [mnist] [fashion] [cifar10]      (all three if none is named)
#
# What is there already stays: under $DATA_DIR, under FOLDER, and for Fashion-MNIST in the distribution's own
# place. The rest is downloaded, unpacked and held against the SHA-256 sums below; only files that pass get
# their names, and an interrupted download is continued by the next call. Ends with status 1 and a sentence
# when something could not be had.
set -u

# name, bytes, SHA-256 of every file as programs read it (the same sums stand in original_files.cpp).
mnist_files='
train-images-idx3-ubyte 47040016 ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db
train-labels-idx1-ubyte 60008 65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5
t10k-images-idx3-ubyte 7840016 0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7
t10k-labels-idx1-ubyte 10008 ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'
fashion_files='
train-images-idx3-ubyte 47040016 c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888
train-labels-idx1-ubyte 60008 bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9
t10k-images-idx3-ubyte 7840016 5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b
t10k-labels-idx1-ubyte 10008 0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34'
cifar10_files='
data_batch_1.bin 30730000 cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5
data_batch_2.bin 30730000 a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed
data_batch_3.bin 30730000 bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67
data_batch_4.bin 30730000 014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48
data_batch_5.bin 30730000 755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add
test_batch.bin 30730000 8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b'

# MNIST's own page no longer gives the files out; these two mirrors are the ones that replaced it.
mnist_urls='https://ossci-datasets.s3.amazonaws.com/mnist
https://storage.googleapis.com/cvdf-datasets/mnist'
fashion_urls='http://fashion-mnist.s3-website.eu-central-1.amazonaws.com
https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion'
cifar10_urls='https://www.cs.toronto.edu/~kriz
https://cave.cs.toronto.edu/kriz'
cifar10_archive=cifar-10-binary.tar.gz
cifar10_archive_sum=c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd

distribution=/usr/share/datasets/fashion-mnist

say() { printf '%s\n' "$*"; }

need() {
  command -v "$1" >/dev/null 2>&1 && return
  say "make data: $1 is missing; install it (Debian, Ubuntu: apt-get install $2)" >&2
  exit 1
}

sum_of() { sha256sum <"$1" | cut -c1-64; }

# examine FOLDER FILES: sets `state` to
#   original   all files are there, bit for bit
#   differing  all are there with the right sizes, but `differs` has another sum than the original
#   incomplete one is missing, has another size, or belongs to another data set (MNIST's and Fashion-MNIST's
#              files have the same names and sizes)
examine() {
  state=original
  differs=
  while read -r name bytes sum; do
    [ -n "$name" ] || continue
    if [ ! -f "$1/$name" ] || [ "$(wc -c <"$1/$name")" -ne "$bytes" ]; then
      state=incomplete
      return
    fi
    actual=$(sum_of "$1/$name")
    [ "$actual" = "$sum" ] && continue
    case "$mnist_files $fashion_files" in
      *"$actual"*)
        state=incomplete
        return
        ;;
    esac
    state=differing
    differs=${differs:-$name}
  done <<EOF
$2
EOF
}

# already TITLE SET FILES: true, with a sentence, when the files need not be downloaded.
already() {
  for place in ${DATA_DIR:+"$DATA_DIR/$2"} ${DATA_DIR:+"$DATA_DIR"} "$folder/$2"; do
    examine "$place" "$3"
    case $state in
      original) say "$1: in $place, the original files" ;;
      differing)
        say "$1: in $place, used as it is; not bit for bit the original ($differs has another SHA-256), and" \
          "every table made from it will say so"
        ;;
      *) continue ;;
    esac
    return 0
  done
  return 1
}

# fetch URL PART: downloads into PART, going on where an earlier call ended.
fetch() {
  need curl 'curl ca-certificates'
  say "  $1"
  options='--fail --location --show-error --retry 3 --connect-timeout 30 --speed-limit 500 --speed-time 60'
  if [ -t 2 ]; then options="$options --progress-bar"; else options="$options --silent"; fi
  if [ -s "$2" ]; then
    curl $options -C - -o "$2" "$1" && return
    # 22, 33: the server will not continue it (or it is complete already, which its sum would have told).
    case $? in 22 | 33) rm -f "$2" ;; *) return 1 ;; esac
  fi
  curl $options -o "$2" "$1"
}

# passes FILE SUM SOURCE: true when the file has the sum; else it is deleted, with a sentence.
passes() {
  [ "$(sum_of "$1")" = "$2" ] && return
  say "  what came from $3 is not the original file (a web page? SHA-256 $(sum_of "$1")); deleted" >&2
  rm -f "$1"
  return 1
}

# unpack_gz PACKED TARGET SUM SOURCE: TARGET appears only if it is the original.
unpack_gz() {
  if ! gunzip -c "$1" >"$2.unpacking" 2>/dev/null; then
    say "  what came from $4 cannot be unpacked (a web page? no space left?); deleted" >&2
    rm -f "$2.unpacking"
    return 1
  fi
  passes "$2.unpacking" "$3" "$4" && mv "$2.unpacking" "$2"
}

# get_idx SET FILES URLS: four .gz files, each from the first mirror that has it.
get_idx() {
  while read -r name bytes sum; do
    [ -n "$name" ] || continue
    target=$folder/$1/$name
    [ -f "$target" ] && [ "$(sum_of "$target")" = "$sum" ] && continue
    if [ "$1" = fashion ] && [ -f "$distribution/$name.gz" ]; then
      say "  $distribution/$name.gz"
      unpack_gz "$distribution/$name.gz" "$target" "$sum" "$distribution" && continue
    fi
    for url in $3; do
      fetch "$url/$name.gz" "$target.gz.part" </dev/null || continue
      if unpack_gz "$target.gz.part" "$target" "$sum" "$url"; then
        rm -f "$target.gz.part"
        continue 2
      fi
      rm -f "$target.gz.part"
    done
    return 1
  done <<EOF
$2
EOF
}

# get_cifar10: one archive with all six files.
get_cifar10() {
  archive=$folder/cifar10/$cifar10_archive.part
  for url in $cifar10_urls; do
    fetch "$url/$cifar10_archive" "$archive" || continue
    passes "$archive" "$cifar10_archive_sum" "$url" || continue
    unpack_cifar10
    return
  done
  return 1
}

unpack_cifar10() {
  unpacking=$folder/cifar10/unpacking
  rm -rf "$unpacking"
  if ! { mkdir "$unpacking" && tar -xzf "$archive" -C "$unpacking"; }; then
    say "  $archive cannot be unpacked" >&2
    return 1
  fi
  while read -r name bytes sum; do
    [ -n "$name" ] || continue
    mv "$unpacking/cifar-10-batches-bin/$name" "$folder/cifar10/$name" || return 1
  done <<EOF
$cifar10_files
EOF
  rm -rf "$archive" "$unpacking"
}

# provide SET: sees to it that one data set is there.
provide() {
  case $1 in
    mnist) title=MNIST files=$mnist_files ;;
    fashion) title=Fashion-MNIST files=$fashion_files ;;
    cifar10) title=CIFAR-10 files=$cifar10_files ;;
    *)
      say "make data: there is no data set named $1; expected mnist, fashion or cifar10" >&2
      exit 1
      ;;
  esac
  already "$title" "$1" "$files" && return
  say "$title: into $folder/$1"
  mkdir -p "$folder/$1" || return 1
  case $1 in
    mnist) get_idx mnist "$mnist_files" "$mnist_urls" ;;
    fashion) get_idx fashion "$fashion_files" "$fashion_urls" ;;
    cifar10) get_cifar10 ;;
  esac || return 1
  say "$title: in $folder/$1, the original files"
}

if [ $# -lt 1 ]; then
  say 'usage: sh datasets/download.sh FOLDER [mnist] [fashion] [cifar10]' >&2
  exit 1
fi
folder=$1
shift
[ $# -gt 0 ] || set -- mnist fashion cifar10
need sha256sum coreutils
need gunzip gzip
need tar tar
trap 'rm -rf "$folder"/*/*.unpacking "$folder/cifar10/unpacking"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

failed=
for set in "$@"; do
  provide "$set" || failed="$failed $set"
done
if [ -n "$failed" ]; then
  say "make data: could not get:$failed. Type \`make data\` again later (what has arrived is kept), or put the files" \
    "into $folder/NAME yourself." >&2
  exit 1
fi
