/// Names of persons as customers write them: 收件人：李桂芳, 我妈李桂芳糖尿病, 李桂芳 13812345678.
///
/// A name is one of the common surnames and one or two characters more. 高血压 and 马上 begin like names, so one is
/// taken for a name only where something says so: a relative or the recipient before it, 收 behind it, a phone beside
/// it, or nothing else in the clause.
enum PersonName {
  /// Surnames by frequency (公安部《二〇二〇年全国姓名报告》 counts the first hundred as 85 % of the people), without
  /// some that are words of every day (和, 能).
  private static let surnames = Set(
    """
    王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾夏付傅方邹熊\
    白孟秦邱江尹薛闫阎段雷侯龙史陶贺毛郝顾龚邵万覃武钱戴严莫孔汤康易乔赖文庞樊兰殷施洪翟安颜倪牛温季俞章鲁葛韦申尤毕聂焦向柳邢岳齐梅庄辛管祝左涂谷\
    时舒耿卜詹关苗凌费纪靳盛童欧甄项曲成游裴席卫屈鲍覃霍翁隋甘景薄单包司柏宁柯阮桂闵欧阳解强柴车娄房裘缪连应查冉邬滕尚虞
    """.unicodeScalars.filter(isHan))
  private static func words(_ list: String) -> [[Unicode.Scalar]] {
    list.split(whereSeparator: \.isWhitespace).map { Array($0.unicodeScalars) }
  }

  private static let doubleSurnames = [
    "欧阳", "上官", "司马", "诸葛", "慕容", "司徒", "夏侯", "皇甫", "东方", "尉迟", "公孙", "令狐",
  ]
  .map { Array($0.unicodeScalars) }
  /// Words that begin like a name.
  private static let others = words(
    """
    马上 马桶 高血 高压 高烧 高兴 高尿 高脂 高热 高三 高考 高龄 方便 方式 方法 方向 方面 安眠 安全 安心 安神 安宫 安装 安排 白血
    白内 白天 白色 白癜 白开 白吃 白买 白等 白跑 黄疸 黄色 黄痰 黄芪 黄连 黄体 毛病 毛巾 毛囊 金水 金银 金额 金属 石膏 石头 曾经
    万一 万分 何时 何必 何况 时候 时间 时不 关节 关于 关心 关系 管用 管不 管理 包邮 包装 包裹 包括 费用 费心 解决 解释 解热 解酒
    江湖 温度 温水 严重 严格 单位 单号 单子 单独 单元 成功 成人 成分 成了 向您 查询 查下 查一 查到 连着 连续 连花 强烈 左右 左手
    左边 左氧 夏天 文件 文字 任何 任务 余额 于是 叶酸 牛奶 牛黄 牛皮 安慰 康复 汤药 房间 车间 车子 车上 应该 应当 应急 应付 宁愿
    宁可 景区 游客 项目 盛情 凌晨 胡说 胡来 张罗 张嘴 张发 张票 张电 张专 张普 张纸 武汉 孔洞 陆续 舒服 舒坦 甘草 甘油 桂枝 卫生
    季节 龙胆 谷维 雷贝 贺卡 易拉 温馨 范围 程度 程序 薄荷 丁桂 尤其 顾客 付款 付钱 付过 付了 付完 付邮 许多 洪水 江苏 江西 苏州
    杭州 广州 章程 施工 侯着 史上 段时 欧盟 毕竟 齐全 申请 申报 苗条 童装 兰花 贾宝 钱包 钱呢 钱什 钱多 钱几 钱退 钱还 谢谢 谢了
    谢啦 许可 任意 尚未 司机 郑重 周一 周二 周三 周四 周五 周六 周日 周末 周岁 周围 周期 易过 文明 都行 车费 庄稼 康泰 康恩 贝特
    鲁南 柏子 辛伐 辛苦 梅毒 兰索 阮病 莫名 莫西 莫沙 田七 孟鲁 唐山 唐氏 沈阳 江中 向下 杜仲 姜汤 姜片 陶瓷 汪汪 聂小 焦虑 焦急
    杨梅 林区 温州 湖北 曲安 连翘 柴胡 翁中 尚好 强的 单价 王老 龙岗 万能 万艾 齐了 时常
    """)
  /// What may follow a name of two characters and is no third one.
  private static let followers = Set(
    "的了吗吧呢啊收电手住在是有要想吃喝用服发咳头肚感得今昨去来说和跟还也就能可以不没买到糖高血您我他她你哪怎什谁给他叫号前后先再".unicodeScalars)
  /// What no given name holds.
  private static let never = Set("的了吗吧呢啊么是不没我你您他她它们这那哪什怎谁几多少个只都还也就把被让给对错改换退查买卖吃喝".unicodeScalars)

  /// The name that begins at `index`; two characters where a third would be another word.
  static func name(at index: Int, in text: FoldedText) -> Range<Int>? {
    guard index < text.count, !others.contains(where: { text.matches($0, at: index) }) else { return nil }
    let isDouble = doubleSurnames.contains { text.matches($0, at: index) }
    guard isDouble || surnames.contains(text.scalars[index]) else { return nil }
    let given = index + (isDouble ? 2 : 1)
    var end = given
    while end < min(given + 2, text.count), isHan(text.scalars[end]), !never.contains(text.scalars[end]) {
      if end > given, followers.contains(text.scalars[end]) { break }
      end += 1
    }
    return end > given ? index..<end : nil
  }

  /// Whether `text` is nothing but a name.
  static func isName(_ text: FoldedText) -> Bool {
    let words = FoldedText(text.compact)
    return words.count > 1 && name(at: 0, in: words)?.upperBound == words.count
  }

  /// How a name stands in a message.
  struct Mention {
    var range: Range<Int>
    /// Somebody who is to receive something, and not only a relative.
    var isRecipient: Bool
  }

  private static let recipientCues = [
    "收件人", "收货人", "联系人", "收件", "寄给", "送给", "发给", "交给", "转给", "拿给", "收货",
  ].map { Array($0.unicodeScalars) }
  private static let otherCues =
    [
      "我叫", "我是", "她叫", "他叫", "叫", "名字", "姓名", "名叫", "叫做", "患者", "用药人", "抬头", "个人", "本人", "我姓名", "就写", "写上",
    ].map { Array($0.unicodeScalars) } + kin
  static let kin = words(
    """
    妈妈 爸爸 老公 老婆 老伴 老妈 老爸 我妈 我爸 她妈 他妈 姐姐 我姐 哥哥 我哥 弟弟 我弟 妹妹 我妹 婆婆 公公 岳母 岳父 奶奶 爷爷
    外婆 外公 姥姥 姥爷 儿子 女儿 闺女 孙子 孙女 朋友 同事 爱人 丈夫 妻子 媳妇 孩子 宝宝 邻居 父亲 母亲 客户 室友 同学
    """)
  private static let leads = [
    "电话", "手机号", "手机", "改成", "换成", "改为", "改写", "名字", "姓名", "抬头", "个人", "是", "写", "填", "叫", "为", "：", ":", " ",
    "的", "就", ",", "，", "上",
  ].map { Array($0.unicodeScalars) }

  /// Every name that something marks as one, in text order, not overlapping.
  /// - Complexity: O(length × cues).
  static func mentions(in text: FoldedText) -> [Mention] {
    var found: [Mention] = []
    func add(_ range: Range<Int>?, isRecipient: Bool) {
      guard let range else { return }
      if let known = found.firstIndex(where: { $0.range.overlaps(range) }) {
        if isRecipient { found[known].isRecipient = true }
      } else {
        found.append(Mention(range: range, isRecipient: isRecipient))
      }
    }
    for index in 0..<text.count {
      if let cue = recipientCues.first(where: { text.matches($0, at: index) }) {
        add(name(at: skipped(from: index + cue.count, in: text), in: text), isRecipient: true)
      } else if let cue = otherCues.first(where: { text.matches($0, at: index) }) {
        add(name(at: skipped(from: index + cue.count, in: text), in: text), isRecipient: false)
      }
    }
    for start in 0..<text.count where start == 0 || !isHan(text.scalars[start - 1]) {
      let start = pastKin(start, in: text)
      guard let range = name(at: start, in: text) else { continue }
      let next = range.upperBound
      if next < text.count, text.scalars[next] == "收",
        next + 1 == text.count || isSeparator(text.scalars[next + 1]) || text.scalars[next + 1].isASCII
      {
        add(range, isRecipient: true)
      } else if next == text.count || isSeparator(text.scalars[next]) || text.scalars[next].isASCII,
        isBesidePhone(range, in: text)
      {
        add(range, isRecipient: true)
      }
    }
    return found.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  private static func pastKin(_ index: Int, in text: FoldedText) -> Int {
    var index = index
    if index < text.count, text.scalars[index] == "我" { index += 1 }
    if let word = kin.first(where: { text.matches($0, at: index) }) { return index + word.count }
    for single in ["妈", "爸", "姐", "哥", "弟", "妹"] where index > 0 && text.stands(single, at: index) {
      return index + 1
    }
    return index
  }

  /// Behind 改成, 是, a colon and a word for a relative.
  private static func skipped(from start: Int, in text: FoldedText) -> Int {
    var index = start
    while index < text.count, index - start < 10 {
      if let lead = leads.first(where: { text.matches($0, at: index) }) {
        index += lead.count
        continue
      }
      let next = pastKin(index, in: text)
      if next == index { break }
      index = next
    }
    return index
  }

  /// A phone number with at most 电话 and separators between it and the name.
  private static func isBesidePhone(_ range: Range<Int>, in text: FoldedText) -> Bool {
    PhoneNumber.entities(in: text).contains { phone in
      let gap =
        phone.range.lowerBound >= range.upperBound
        ? range.upperBound..<phone.range.lowerBound : phone.range.upperBound..<range.lowerBound
      guard gap.lowerBound <= gap.upperBound, gap.count <= 6 else { return false }
      let words = String(text.text(gap).filter { !"，,。：: 、".contains($0) })
      return ["", "电话", "手机", "手机号", "电话是", "号码", "tel"].contains(words)
    }
  }
}
