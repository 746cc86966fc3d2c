#!/usr/bin/env python3
"""Customers that do not exist: a seeded customers file for benchmarks.

    python3 Benchmarks/copy/customers.py 10000 > customers.csv

Segments, consents and ages are drawn with fixed shares; about one row in 200 repeats an earlier customer.
"""
import argparse
import random
import sys

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭"
GIVEN = "安白冰博晨春丹东芳飞峰刚桂国海涵浩红宏华慧佳建健洁静娟军凯兰磊丽亮琳玲梅美敏明宁鹏平萍倩强青琴清庆荣瑞珊诗书思婷伟文霞翔晓欣秀雪雅妍燕阳怡英勇宇雨玉媛月云振志忠"
GOODS = ["安和堂宁夏枸杞", "安和堂冻干柠檬片", "安和堂养生壶", "", ""]


def customer(number, random):
    """One row without the line's end."""
    yes = lambda share: "y" if random.random() < share else "n"
    name = random.choice(SURNAMES) + "".join(random.choice(GIVEN) for _ in range(random.choice((1, 2, 2))))
    segment = random.choices(["新客", "老客", "沉睡", ""], [30, 35, 30, 5])[0]
    birthday = "%04d-%02d-%02d" % (random.randint(1945, 2012), random.randint(1, 12), random.randint(1, 28))
    return ",".join([
        f"c{number:08}", name, random.choice("男女"), segment, yes(.93), yes(.85), yes(.5), yes(.9), yes(.85), yes(.8),
        yes(.7), yes(.03), birthday, random.choice(("", "", "", "20:00-09:00", "22:00-11:00")),
        random.choices("0123", [70, 20, 7, 3])[0], random.choice(GOODS)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    source = random.Random(options.seed)
    print("id,name,gender,segment,consent_marketing,consent_profiling,consent_sensitive,sms,wechat,push,email,opt_out,"
          "birthday,quiet_hours,recent_messages,last_purchase")
    for number in range(1, options.count + 1):
        repeated = number > 200 and source.random() < .005
        row = customer(number, source)
        sys.stdout.write((row.replace(row[:9], f"c{source.randint(1, number - 1):08}") if repeated else row) + "\n")


if __name__ == "__main__":
    main()
