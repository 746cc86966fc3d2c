import Support
import Testing

@testable import Copywriting

private func parse(_ text: String, keepsLines: Bool = true) throws -> Template {
  try Template(text: text, file: "模板.txt", keepsLines: keepsLines, literalOrigin: { .phrase("T#\($0)") })
}

private func render(
  _ text: String, _ values: [String: TemplateValue] = [:], seed: UInt64 = 0, keepsLines: Bool = true
) throws -> String {
  try parse(text, keepsLines: keepsLines)
    .render(named: values, choices: Template.Choices(seed: seed)).text.text
}

private let values: [String: TemplateValue] = [
  "称呼": .slot("王女士", name: "称呼"), "价格": .number(39.9), "数量": .number(3), "双": .number(2),
  "截止": .slot("2026-11-30", name: "截止"), "手机": .slot("13800001234", name: "手机"),
  "空": .slot("", name: "空"), "卖点": .text("粒大肉厚", origin: .claim("gq-1")),
  "列": .list([.text("甜", origin: .claim("a")), .text("香", origin: .claim("b"))]), "是": .flag(true),
]

@Suite("Template")
struct TemplateTests {
  @Test(
    "variables, filters, conditions and loops render as an author expects",
    arguments: [
      ("{{ 称呼 }}，您好", "王女士，您好"),
      ("{{价格|元}}", "39.9元"),
      ("{{ 数量 | 量词: \"盒\" }}、{{ 双 | 汉字量词: “瓶” }}", "3盒、两瓶"),
      ("{{ 截止 | 日期: \"M月d日\" }}", "11月30日"),
      ("{{ 截止 ｜ date： \"yyyy.MM.dd\" }}", "2026.11.30"),
      ("{{ 手机 | 遮盖 }} {{ 称呼 | mask }}", "138****1234 王*士"),
      ("{{ 空 | 默认: \"朋友\" }}{{ 无此 | default: \"们\" }}", "朋友们"),
      ("{% if 无此 %}甲{% elsif 价格 > 30 %}乙{% else %}丙{% endif %}", "乙"),
      ("{% if not 空 and 称呼 == \"王女士\" %}对{% endif %}", "对"),
      ("{% if 空 or 是 %}对{% endif %}", "对"),
      ("{% for 点 in 列 %}{{ 点 }}{% if not 点.末 %}、{% endif %}{% endfor %}", "甜、香"),
      ("甲 {%- if 是 -%} 乙 {%- endif -%} 丙", "甲乙丙"),
      ("甲{# 注释 }} 里什么都行 #}乙", "甲乙"),
      ("甲\\{{ 乙 \\| 丙", "甲{{ 乙 | 丙"),
      ("{% optional 2 %}可省{% endoptional %}", "可省"),
      ("{{ \"字\" }}{{ 3 }}", "字3"),
    ])
  func renders(source: String, expected: String) throws {
    #expect(try render(source, values) == expected)
  }

  @Test("a block alone on its line leaves no empty line, and a channel without lines joins them")
  func lines() throws {
    let source = "甲\n{% if 是 %}\n乙\n{% endif %}\n\n丙\n"
    #expect(try render(source, values) == "甲\n乙\n\n丙")
    #expect(try render(source, values, keepsLines: false) == "甲乙丙")
  }

  @Test("every character of a rendering has exactly one origin, in scalars")
  func spans() throws {
    let text = try parse("😀{{ 称呼 }}：{{ 卖点 }}{{ 空 | 默认: \"。\" }}").render(named: values).text
    #expect(text.text == "😀王女士：粒大肉厚。")
    #expect(
      text.spans == [
        Span(start: 0, end: 1, origin: .phrase("T#1")), Span(start: 1, end: 4, origin: .slot("称呼")),
        Span(start: 4, end: 5, origin: .phrase("T#2")), Span(start: 5, end: 9, origin: .claim("gq-1")),
        Span(start: 9, end: 10, origin: .phrase("T#3")),
      ])
    #expect(text.coverage == 1)
  }

  @Test(
    "an unknown variable is reported where it stands, with the nearest name, unless if asks for it or 默认 stands in"
  )
  func unknownVariable() throws {
    let template = try parse("第一行\n  {{ 称乎 }}{% if 甲 and 丙 %}{{ 丙 }}{% endif %}{{ 乙 | 默认: \"x\" }}")
    let mistakes = template.mistakes(known: ["称呼", "价格"])
    #expect(mistakes.count == 1)
    #expect(
      mistakes.first?.description == "模板.txt:2:6: 错误：没有“称乎”这个变量。 您是不是想写“称呼”？")
  }

  @Test("a variable without a value stops the rendering and says where")
  func missingValue() throws {
    let template = try parse("甲\n{{ 称呼 }}")
    #expect { try template.render(named: [:]) } throws: { error in
      (error as? RenderFailure)?.missing == "称呼"
        && (error as? RenderFailure)?.place == SourcePlace(line: 2, column: 4)
    }
  }

  @Test("a filter may dress a slot but never an approved claim")
  func claimsStayAsApproved() throws {
    let template = try parse("{{ 卖点 | 遮盖 }}")
    #expect { try template.render(named: values) } throws: { "\($0)".contains("批准过的文字") }
    #expect(try render("{{ 卖点 | 默认: \"无\" }}", values) == "粒大肉厚")
  }

  @Test("alternatives follow the seed, all come up, and the shortest can be asked for")
  func alternatives() throws {
    let source = "{~ 天冷了 | 起风了 | 小雪 ~}，{{ 称呼 }}"
    let template = try parse(source)
    var seen: Set<String> = []
    for seed in 0..<40 as Range<UInt64> {
      let text = try render(source, values, seed: seed)
      #expect(text == (try render(source, values, seed: seed)))
      seen.insert(text)
    }
    #expect(seen == ["天冷了，王女士", "起风了，王女士", "小雪，王女士"])
    let shortest = try template.render(named: values, choices: Template.Choices(shortest: true))
    #expect(shortest.text.text == "小雪，王女士")
    #expect(shortest.chosen == [3])
  }

  @Test(
    "mistakes are told with line and column",
    arguments: [
      ("甲{{ 称呼", "模板.txt:1:2: 错误：标签没有写完：缺少结尾的“}}”。"),
      ("甲\n{% fi 称呼 %}", "模板.txt:2:1: 错误：不认识的标签“fi”"),
      ("{% if 称呼 %}甲", "模板.txt:1:1: 错误：“if”没有结束，缺少“endif”。"),
      ("甲{% endfor %}", "模板.txt:1:2: 错误：多出来的“endfor”"),
      ("{{ 称呼 | 量辞: \"盒\" }}", "您是不是想写“量词”？"),
      ("{{ 称呼 | 量词 }}", "模板.txt:1:9: 错误：过滤器“量词”需要一个参数"),
      ("{~ 甲 | 乙", "模板.txt:1:1: 错误：“{~”没有结束，缺少“~}”。"),
      ("{{ }}", "模板.txt:1:1: 错误：{{ }} 里要写一个变量名"),
      ("甲 }} 乙", "模板.txt:1:3: 错误：多出来的“}}”"),
      ("{{ 称呼 价格 }}", "模板.txt:1:7: 错误：标签里多了“价格”。"),
      ("{% for 甲 %}{% endfor %}", "{% for 项 in 列表 %}"),
      ("{{ 截止 | 日期: \"M月 }}", "引号没有配对"),
    ])
  func mistakes(source: String, expected: String) {
    #expect { try parse(source) } throws: { "\($0)".contains(expected) }
  }

  @Test(
    "any text either parses or is reported with a place inside it; what parses renders with full coverage")
  func fuzz() {
    let pieces = [
      "{{ ", " }}", "{% if ", " %}", "{% endif %}", "{% for 点 in 列 %}", "{% endfor %}", "{~", "|", "~}", "{#",
      "#}", "{%- ", " -%}", "称呼", "价格", "列", "点.末", "\"", "“", "”", "\n", " ", "😀", "\\", ":", "默认", "量词",
      "{% else %}", "{% elsif 价格 > 3 %}", "==", "not ", "{% optional 2 %}", "{% endoptional %}", "\r\n", "{",
      "}",
    ]
    var generator = SeededGenerator(seed: 20)
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 1...14, using: &generator))
        .map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      do throws(DiagnosticList) {
        let template = try Template(text: text, file: "f", literalOrigin: { .phrase("T#\($0)") })
        if let rendered = try? template.render(named: values).text { #expect(rendered.coverage == 1) }
      } catch {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
        #expect(!error.diagnostics.isEmpty)
        for mistake in error.diagnostics {
          #expect((1...lines).contains(mistake.line), "\(text)")
          #expect(mistake.column >= 1, "\(text)")
        }
      }
    }
  }

  @Test("very deep nesting is a mistake, not a crash")
  func deepNesting() {
    let text = String(repeating: "{% if 称呼 %}", count: 5000)
    #expect { try parse(text) } throws: { "\($0)".contains("套得太深") }
  }
}

@Suite("Words for numbers")
struct NumberWordTests {
  @Test(
    "counts are said as before a measure word",
    arguments: [
      (0, "零"), (1, "一"), (2, "两"), (10, "十"), (12, "十二"), (20, "二十"), (22, "二十二"), (100, "一百"),
      (105, "一百零五"),
      (110, "一百一十"), (200, "两百"), (222, "两百二十二"), (2002, "两千零二"), (1010, "一千零一十"), (20000, "两万"),
      (10005, "一万零五"), (120_000, "十二万"), (10010, "一万零一十"), (25000, "两万五千"),
    ])
  func counts(count: Int, expected: String) {
    #expect(chineseCount(count) == expected)
  }

  @Test("a compound takes the measure word of its last noun")
  func measures() throws {
    let measures = try MeasureWords.load(home: try Content.home)
    #expect(measures.measure(for: "安和堂臂式电子血压计") == "台")
    #expect(measures.measure(for: "安和堂六味地黄丸") == "盒")
    #expect(measures.measure(for: "瓶") == "瓶")
    #expect(measures.measure(for: "说不清的东西") == "件")
  }

  @Test("dates must exist")
  func dates() {
    #expect(CivilDate("2028-02-29")?.description == "2028-02-29")
    #expect(CivilDate("2026-02-29") == nil)
    #expect(CivilDate("26-2-9") == nil)
    #expect(CivilDate("2026-11-05")?.formatted("M月d日") == "11月5日")
  }
}
