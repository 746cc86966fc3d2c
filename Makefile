# Two commands for newcomers: `make chat` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
# What a fresh Debian 12 with Swift lacks. python3-jieba brings the general word list that the tokenizer reads in
# place; without it Yaoyu runs on ICU's dictionary alone.
PACKAGES := libicu-dev zlib1g-dev libsqlite3-dev libedit-dev libsodium-dev libcurl4-openssl-dev g++ libc6-dev git python3-jieba
YAOYU := .build/release/yaoyu

.PHONY: help deps build chat test lint bench clean

help: ## 列出所有目标
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/'

deps: ## 安装缺少的系统包（需要 root 或 sudo）
	@command -v swift >/dev/null || { echo "找不到 swift。请先安装 Swift 6.3：https://www.swift.org/install/linux/"; exit 1; }
	@missing=; for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "安装系统包：$$missing"; \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -qq && \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

build: deps ## 编译（release）
	swift build -c release --product yaoyu

chat: build ## 和客服机器人聊天
	@exec $(YAOYU) chat

test: deps ## 跑全部测试
	swift test

lint: ## 检查代码格式
	swift format lint --strict --recursive Sources Tests Package.swift

bench: build ## 和 Python 同类工具比速度（要联网装 PyPI 包）
	python3 Benchmarks/analyze.py
	python3 Benchmarks/chat.py

clean: ## 删除编译结果
	rm -rf .build
