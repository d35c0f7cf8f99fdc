#!/bin/sh
# What the tests need that pip cannot bring: a browser and a Chinese font for the pages, Prometheus for the measures,
# xmllint for the feeds.
set -eu
missing=""
for pair in chromium:chromium promtool:prometheus xmllint:libxml2-utils; do
  command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
done
[ -e /usr/share/fonts/truetype/wqy/wqy-microhei.ttc ] || missing="$missing fonts-wqy-microhei"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing for the tests:$missing ..."
  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 && exit 0
fi
echo "The tests need these packages of the system:$missing (on Debian: apt-get install$missing)" >&2
exit 1
