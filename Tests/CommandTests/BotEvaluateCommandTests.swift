import Foundation
import Testing

@Suite struct BotEvaluateCommandTests {
  @Test("a table of levels measures the safety net: what was missed and what cried wolf")
  func safety() throws {
    let home = try SmallHome()
    defer { home.remove() }
    try home.write(
      SmallHome.text + """

        # 护栏 中毒
        等级：急救
        当：中毒
        答：
        - 请马上拨打120。
        """)
    let table = home.file("安全.tsv")
    try Data("expected\ttext\n急救\t孩子中毒了\n急救\t喘不上气了\n无\t你好\n无\t病毒中毒软件怎么装\n".utf8)
      .write(to: URL(fileURLWithPath: table))
    let result = try Program.run(["bot", "evaluate", table, "--home", home.path])
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("安全.tsv:3　喘不上气了　应当 急救，实际 无"))
    #expect(result.output.contains("安全.tsv:5　病毒中毒软件怎么装　应当 无，实际 急救（中毒）"))
    #expect(result.output.contains("急症 2 句：叫了急救 1。"))
    #expect(result.output.contains("无害的 2 句：误惊动 50.0%。"))
  }
}
