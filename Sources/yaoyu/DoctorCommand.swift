import ArgumentParser
import Copywriting
import Dialogue
import Sentiment
import Support
import Tokenization

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "看看装了什么、找到了什么、能不能用，不能用该怎么办。",
    discussion: "全部正常退出码 0；有一项不能用 1。缺了会变差、但还能用的，标“!”，不影响退出码。")

  @OptionGroup var home: HomeOption

  private enum Finding {
    case good(String)
    case worse(String)
    case broken(String)
  }

  func run() throws {
    let home = try self.home.find()
    var findings = [icu(), wordList(), cache(), .good("内容文件夹：\(home.path)")]
    let tokenizer = Result { try Tokenizer(home: home) }
    findings.append(found(tokenizer) { "词表 Lexicons/words：\($0.lexicon.count) 个词" })
    if let tokenizer = try? tokenizer.get() {
      findings.append(
        found(Result { try SentimentAnalyzer(home: home, tokenizer: tokenizer) }) { _ in
          "情感词表 Lexicons/sentiment：正常"
        })
    }
    findings.append(
      found(Result { try Catalogue.load(home: home) }) {
        "文案资料 Templates：\($0.products.count) 个商品，\($0.claims.count) 条卖点，\($0.channels.count) 个渠道"
      })
    findings.append(
      found(Result { try Script.load(home: home, today: Moment.now.date) }) { loaded in
        "话本 Conversations：" + loaded.script.counts.map { "\($0.kind) \($0.count)" }.joined(separator: "，")
      })
    let output = FileHandleWriter.standardOutput
    var isBroken = false
    for finding in findings {
      switch finding {
      case .good(let text): output.write("✓ \(text)\n")
      case .worse(let text): output.write("! \(text)\n")
      case .broken(let text):
        output.write("✗ \(text)\n")
        isBroken = true
      }
    }
    if isBroken { throw ArgumentParser.ExitCode(Support.ExitCode.found.rawValue) }
  }

  private func icu() -> Finding {
    guard let count = Tokenizer.icuDictionaryCount else {
      return .worse("libicu \(Tokenizer.icuVersion) 里没有可读的中文词典，分词会变差。请安装 Debian 的 libicu-dev。")
    }
    return .good("libicu \(Tokenizer.icuVersion)，自带词典 \(count) 个词")
  }

  private func wordList() -> Finding {
    guard !Tokenizer.isSystemListSwitchedOff else {
      return .worse("环境变量 YAOYU_WORD_LIST 是 none：没有用通用词表，只用 ICU 词典，分词会差一些。要用就去掉这个变量。")
    }
    guard let path = Tokenizer.installedSystemList else {
      return .worse("没有安装通用词表，只用 ICU 词典，分词会变差。请运行：apt-get install python3-jieba")
    }
    return .good("通用词表：\(path)")
  }

  private func cache() -> Finding {
    guard let folder = Tokenizer.cacheFolder, (try? FileAccess.makeFolder(folder)) != nil else {
      return .worse("没有可写的缓存文件夹，每次启动要多花半秒。请设置 XDG_CACHE_HOME。")
    }
    return .good("缓存：\(folder)")
  }

  private func found<Value>(_ result: Result<Value, any Error>, _ text: (Value) -> String) -> Finding {
    switch result {
    case .success(let value): .good(text(value))
    case .failure(let error): .broken("\(error)")
    }
  }
}
