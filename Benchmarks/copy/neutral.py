#!/usr/bin/env python3
"""Share of neutral lines that the linter flags, over 10,000 of them.

    python3 Benchmarks/copy/neutral.py [--yaoyu BINARY] [--data ../shared/data] [--show 40]

6,000 lines are composed by program from our own vocabulary (Lexicons/words, Templates/products.tsv): what a product is,
holds, weighs, how it is stored, sent, counted, used and returned, in five categories of goods. 4,000 are sentences of
shop reviews that tell a fact (sending, packing, size, date) without praise or blame; they are read and not kept.
"""
import argparse
import collections
import csv
import gzip
import pathlib
import random
import re

from recall import ROOT, lint

COMMON = [
    "{name}，{spec}，{count}{measure}装。", "{name}规格为{spec}，生产日期见包装侧面。", "请将{name}放在阴凉干燥处，避免阳光直射。",
    "每箱{count}{measure}，外箱尺寸{a}×{b}×{c}厘米。", "收货时请当面点清，缺件请拍照联系客服。", "下单后{hours}小时内发货，节假日顺延。",
    "发票随货寄出，抬头请在备注里写明。", "{name}由{city}仓发出，默认{courier}。", "保质期{months}个月，批号印在瓶底。",
    "包装已更换，新旧包装随机发出。", "会员日满{yuan}元减{cut}元，{day}号结束。", "退换货请保留外包装和小票。", "第一次使用前请阅读说明书。",
    "{name}，净含量{gram}克，产地{city}。", "本店营业时间{h1}点到{h2}点，周末照常。", "最近天气转凉，出门带件外套。", "每人限购{count}{measure}，凭身份证登记。",
    "配送范围：{city}市区，{district}区除外。", "运费{cut}元，满{yuan}元免运费。", "请在{day}号之前确认收货地址和电话。", "药品一经售出，非质量问题不退换。",
    "开封后请在{months}个月内用完。", "颜色以实物为准，尺寸手工测量略有误差。", "{name}到货通知：{district}店有货，可到店自取。",
]
BY_CATEGORY = {
    "otc": ["{drug}，用于缓解{symptom}等症状，详见说明书。", "{drug}一次{n}粒，一日{m}次，饭后服用。", "服用{drug}期间忌烟、酒及辛辣食物。",
            "{drug}孕妇慎用，儿童请在成人监护下使用。", "症状未缓解请到医院就诊。", "对{drug}过敏者禁用，过敏体质者慎用。",
            "正在使用其他药品的，使用前请咨询医师或药师。", "{drug}的不良反应尚不明确。", "{symptom}超过三天，请及时就医。", "请按药品说明书或者在药师指导下购买和使用。",
            "{drug}请放在儿童不能接触的地方。", "当药品性状发生改变时禁止使用。"],
    "health": ["每日{m}次，每次{n}片，温水送服。", "本品不能代替药物。", "适宜人群：成人；不适宜人群：少年儿童、孕妇、乳母。", "主要原料：碳酸钙、维生素D3、淀粉。",
               "每片含钙{gram}毫克。", "本品添加了营养素，与同类营养素同时食用不宜超过推荐量。", "保健食品不是药物，不能代替药物治疗疾病。", "补充钙、维生素D。"],
    "device": ["测量前请静坐{n}分钟，袖带与心脏同高。", "电源：{n}节5号电池，另配电源线。", "测量范围：压力0至299毫米汞柱，误差不超过±3。", "屏幕显示高压、低压和脉搏。",
               "袖带长{a}厘米，适合上臂围22到42厘米。", "请仔细阅读产品说明书或者在医务人员的指导下购买和使用。", "保修{n}年，凭保修卡和发票。", "可存{count}组数据，分两位用户记录。"],
    "food": ["配料：{food}、饮用水、白砂糖。", "{food}，冲泡时用开水，焖{n}分钟。", "{food}可以煮粥、泡水、炖汤。", "每100克含能量{yuan}千焦。", "{food}独立小袋，一袋{n}克。",
             "对坚果过敏者请勿食用。", "{food}口感偏硬，建议先泡软。", "产品类别：代用茶；贮存条件：常温避光。"],
    "general": ["{thing}，材质为棉，机洗水温不超过{a}度。", "{thing}有灰、蓝、米白三色可选。", "{thing}长{a}厘米，宽{b}厘米，重{gram}克。", "{thing}容量{gram}毫升，附一个杯盖。",
                "安装前请对照清单清点配件。", "{thing}适合放在卧室、客厅或办公室。", "充电约{n}小时，可使用{hours}小时。", "包装内含：主机一台、说明书一份、数据线一根。"],
}
FACT = re.compile("发货|包装|快递|收到|规格|生产日期|颜色|尺寸|下单|客服|电话|盒子|瓶子|袋子|送货|签收|地址|仓库|克|厘米|毫升|页|型号")
OPINION = re.compile(
    "好|差|不错|满意|喜欢|棒|赞|快|慢|烂|坑|假|骗|值|垃圾|失望|后悔|推荐|效|最|很|太|非常|超|特别|真|但|不过|可惜|问题|坏|破|漏|错|贵|便宜|实惠|"
    "划算|赠|送礼|正|香|甜|难|漂亮|美|舒服|轻|重|大爱|爱|完美|强|绝|神|牛|无语|气|恶|臭|脏|旧|疼|痛|病|治|吃了|喝了|用了|抢|秒|第一|免费|活动|降|瘦|天|放心|安全")


def words(name, tag=None):
    result = []
    for line in (ROOT / "Lexicons/words" / name).read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if line and not line.startswith("#") and 2 <= len(cells[0]) <= 6 and (tag is None or tag in cells):
            result.append(cells[0])
    return result[1:]


def composed(count, source):
    drugs, symptoms = words("drugs.tsv"), words("symptoms.tsv")
    products = collections.defaultdict(list)
    for line in (ROOT / "Templates/products.tsv").read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if not line.startswith("#") and cells[0] != "id":
            products[cells[3]].append((cells[1], cells[5]))
    lines = []
    for _ in range(count):
        category = source.choice(list(BY_CATEGORY))
        name, spec = source.choice(products[category])
        pattern = source.choice(COMMON + 2 * BY_CATEGORY[category])
        lines.append((category, pattern.format(
            name=name, spec=spec, drug=source.choice(drugs), symptom=source.choice(symptoms), count=source.randint(2, 48),
            measure=source.choice("盒瓶袋罐支"), a=source.randint(10, 60), b=source.randint(10, 50), c=source.randint(5, 40),
            hours=source.choice((24, 36, 48)), city=source.choice(("广州", "成都", "武汉", "西安", "杭州", "沈阳")),
            courier=source.choice(("顺丰", "中通", "圆通", "邮政")), months=source.randint(2, 36), yuan=source.randint(39, 399),
            cut=source.randint(5, 30), day=source.randint(1, 28), gram=source.randint(50, 900), h1=source.randint(7, 9),
            h2=source.randint(18, 22), district=source.choice(("天河", "江岸", "锦江", "雁塔")), n=source.randint(1, 8),
            m=source.randint(1, 3), food=source.choice(("枸杞", "红枣", "柠檬片", "燕麦片", "核桃仁", "菊花", "银耳", "莲子")),
            thing=source.choice(("毛巾", "保温杯", "足浴桶", "收纳盒", "靠垫", "台灯", "雨伞", "拖鞋")))))
    return lines


def told(data, count, source):
    pool = []
    for name, column, category in (
            ("shopping", "review", "general"), ("takeaway", "review", "food"), ("herbal", "review", "otc")):
        with gzip.open(data / f"reviews/{name}.csv.gz", "rt", encoding="utf-8", errors="replace", newline="") as file:
            sentences = set()
            for row in csv.DictReader(file):
                for sentence in re.split("[，。！？；,.!?;\\s~…]+", row[column]):
                    if 6 <= len(sentence) <= 40 and FACT.search(sentence) and not OPINION.search(sentence):
                        sentences.add(sentence)
            pool += [(category, sentence) for sentence in source.sample(sorted(sentences), min(len(sentences), count // 2))]
    return source.sample(pool, min(count, len(pool)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--yaoyu", default=str(ROOT / ".build/release/yaoyu"))
    parser.add_argument("--data", type=pathlib.Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    source = random.Random(7)
    sets = {"composed": composed(6000, source)}
    if (options.data / "reviews").exists():
        sets["told in reviews"] = told(options.data, 4000, source)
    else:
        print("no review data here: composed lines only")
    flagged = total = 0
    for title, lines in sets.items():
        shown, hits, rules = [], 0, collections.Counter()
        for category in BY_CATEGORY:
            texts = [text for kind, text in lines if kind == category]
            for answer in lint(options.yaoyu, category, texts):
                if answer["verdict"] != "ok":
                    hits += 1
                    rules.update(hit["rule"] for hit in answer["hits"])
                    shown.append(f"  {category} {[(hit['rule'], hit['text']) for hit in answer['hits']]} {answer['text']}")
        print(f"{title}: {hits} of {len(lines)} flagged ({100 * hits / len(lines):.2f} %) {dict(rules.most_common(8))}")
        for line in source.sample(shown, min(options.show, len(shown))):
            print(line)
        flagged += hits
        total += len(lines)
    print(f"neutral lines flagged: {flagged} of {total} ({100 * flagged / total:.2f} %)")


if __name__ == "__main__":
    main()
