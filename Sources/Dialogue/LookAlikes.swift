/// Characters that are read or picked for each other since they look alike: 阿莫西木 for 阿莫西林, 阿草西林 for
/// 阿莫西林.
///
/// Of characters in names of medicines, with those that handwriting, small print and shape-based input confuse
/// them with. Elements are left out: 氟 and 氯 make different drugs.
enum LookAlikes {
  /// The classes (`Sound.fuzzyClasses`) of what a character may be mistaken for, without its own.
  static func fuzzyClasses(of scalar: Unicode.Scalar) -> [UInt16] { classes[scalar] ?? [] }

  private static let classes: [Unicode.Scalar: [UInt16]] = {
    var classes: [Unicode.Scalar: [UInt16]] = [:]
    for group in table.split(whereSeparator: \.isWhitespace).map({ Array($0.unicodeScalars) }) {
      for scalar in group {
        for other in group where other != scalar {
          let new = Sound.fuzzyClasses(of: other).filter { !Sound.fuzzyClasses(of: scalar).contains($0) }
          classes[scalar, default: []] += new
        }
      }
    }
    return classes
  }()

  /// Groups of characters that look alike.
  private static let table = """
    林木 莫草奠 未末 己已巳 平乎 地他池 西四酉 匹四 司同 洛洁各 汀订灯 拉位 美关 素索 奥粤 复夏 钙钓 康庚
    因困固 替贷 雷需 定宝 诺若 布右 泰秦 贝见 川州 甲申 头买 曲由 板极 黄横 普晋 苏办 罗岁 红江 利刮 兰三
    压庄 沙抄 坦担 舒舍 分公 咪味 达迭 孢胸 喹堇 辛幸 土士 午牛 仑仓 托拓 伐代 卡下 丁了 壬任 霉莓 顿顷
    """
}
