import Foundation
import Testing

@testable import Dialogue

@Suite("Names of persons")
struct PersonNameTests {
  private func names(_ text: String) -> [String] {
    let folded = FoldedText(text)
    return PersonName.mentions(in: folded).map { folded.text($0.range) }
  }

  @Test(
    "a name is found where something says that it is one",
    arguments: [
      ("收件人：李桂芳", "李桂芳"), ("收件人写我妈李桂芳", "李桂芳"), ("我妈李桂芳糖尿病", "李桂芳"), ("我老公张伟在家", "张伟"),
      ("412楼3单元502 李桂芳收 13812345678", "李桂芳"), ("王丽娟 13812345678", "王丽娟"), ("13812345678，欧阳文静", "欧阳文静"),
      ("寄给我姐陈静吧", "陈静"), ("抬头写王小雨", "王小雨"), ("我叫刘强", "刘强"), ("收货人写我闺女 叫王丽娟", "王丽娟"),
    ])
  func found(_ text: String, name: String) { #expect(names(text) == [name]) }

  @Test(
    "words that begin like names are none",
    arguments: [
      "我妈高血压", "我爸白内障手术", "我妈马上到家", "孩子黄疸", "老公关节炎犯了", "我妈方便收", "我爸单位能收吗", "李桂芳", "叫人工", "我妈安眠药吃多了",
      "孩子毛病多", "我妈吃了布洛芬", "收件人电话写错了", "寄给我妈", "抬头怎么填", "个人的能报销吗", "我姐时间紧",
    ])
  func none(_ text: String) { #expect(names(text).isEmpty, "\(names(text))") }

  @Test(
    "nothing but a name",
    arguments: [("王小雨", true), ("欧阳文静", true), ("马上", false), ("好的", false), ("对", false), ("李", false)])
  func whole(_ text: String, isName: Bool) { #expect(PersonName.isName(FoldedText(text)) == isName) }
}

@Suite("Addresses")
struct AddressTests {
  private func address(_ text: String, earlier: String? = nil, isCorrecting: Bool = false) throws -> String? {
    let message = try Small.bot.get().understanding.read(text, now: Fixture.now)
    return AddressReader.address(in: message, earlier: earlier, isCorrecting: isCorrecting).map(
      AddressReader.spoken)
  }

  @Test(
    "an address is kept whole, and nothing else with it",
    arguments: [
      ("北京市朝阳区望京西园四区412楼3单元502", "北京市朝阳区望京西园四区412楼3单元502"),
      ("她住朝阳区望京西园四区", "朝阳区望京西园四区"),
      ("改成上海市浦东新区世纪大道1388号2号楼302室吧", "上海市浦东新区世纪大道1388号2号楼302室"),
      ("我妈家在四川省绵阳市涪城区剑南路12号3栋2单元501", "四川省绵阳市涪城区剑南路12号3栋2单元501"),
      ("杭州市西湖区文三路138号2幢301东户可以吗", "杭州市西湖区文三路138号2幢301东户"),
      ("送到昌平区回龙观龙泽苑东区12号楼3-501", "昌平区回龙观龙泽苑东区12号楼3-501"),
      ("朝阳区建国路88号SOHO现代城B座1203 张敏 13600001234", "朝阳区建国路88号SOHO现代城B座1203，收件人张敏，电话尾号1234"),
      ("收件人李桂芳，电话13812345678，地址西湖区文二路9号", "西湖区文二路9号，收件人李桂芳，电话尾号5678"),
    ])
  func whole(_ text: String, expected: String) throws { #expect(try address(text) == expected) }

  @Test("what is no address is none", arguments: ["我在北京", "三号线坏了", "满多少能用", "我要1号门的", "给我领一张"])
  func none(_ text: String) throws { #expect(try address(text) == nil) }

  @Test(
    "a part that is said anew takes the place of the old one",
    arguments: [
      ("412楼3单元502", "朝阳区望京西园四区", "朝阳区望京西园四区412楼3单元502"),
      ("不对，是1503", "朝阳区建国路88号B座1203，收件人：张敏", "朝阳区建国路88号B座1503，收件人张敏"),
      ("收件人改成王小明", "文三路8号，收件人：张敏，电话：13600001234", "文三路8号，收件人王小明，电话尾号1234"),
      ("13900001111", "文三路8号，收件人：张敏，电话：13600001234", "文三路8号，收件人张敏，电话尾号1111"),
      ("西湖区文二路9号", "文三路8号，收件人：张敏", "西湖区文二路9号，收件人张敏"),
      ("3号楼2单元301", "浦东新区张杨路500弄12号楼602", "浦东新区张杨路500弄3号楼2单元301"),
    ])
  func anew(_ text: String, earlier: String, expected: String) throws {
    #expect(try address(text, earlier: earlier, isCorrecting: true) == expected)
  }

  @Test(
    "an address without a number is not complete",
    arguments: [("朝阳区望京西园四区", false), ("文三路138号", true), ("青山县白水镇李家村", true)])
  func complete(_ text: String, isComplete: Bool) { #expect(AddressReader.isComplete(text) == isComplete) }
}

@Suite("Titles of invoices")
struct TitleTests {
  @Test(
    "a title is read without what stands around it",
    arguments: [
      ("公司抬头 北京小雨科技有限公司", "北京小雨科技有限公司"), ("抬头写错了，改成杭州青禾文化有限公司", "杭州青禾文化有限公司"),
      ("开公司的：上海大元食品股份有限公司", "上海大元食品股份有限公司"),
      ("个人吧 还是开个人的", "个人"), ("不开公司了", "个人"), ("抬头写王小雨", "王小雨"), ("要改成个人 王小雨", "王小雨"), ("王小雨", "王小雨"),
      ("抬头：青山县人民医院", "青山县人民医院"), ("用友网络科技股份有限公司", "用友网络科技股份有限公司"),
      ("杭州青禾科技有限公司北京分公司", "杭州青禾科技有限公司北京分公司"),
    ])
  func said(_ text: String, title: String) {
    #expect(TitleReader.title(in: FoldedText(text), isAsked: false) == title)
  }

  @Test(
    "asked for, other names count",
    arguments: [("松果教育", "松果教育"), ("John Smith", "John Smith"), ("就写晨光文具店吧", "晨光文具店"), ("随便", "个人")])
  func asked(_ text: String, title: String) {
    #expect(TitleReader.title(in: FoldedText(text), isAsked: true) == title)
  }

  @Test(
    "no question and no other wish is a title",
    arguments: ["满多少能用", "给我领一张", "个人的能报销吗", "公司的", "开公司的吧", "税号在哪看", "发票多久开好", "快递公司是哪家", "对", "等一下"])
  func none(_ text: String) { #expect(TitleReader.title(in: FoldedText(text), isAsked: true) == nil) }

  @Test(
    "which titles need a tax number",
    arguments: [("北京小雨科技有限公司", true), ("青山县人民医院", true), ("王小雨", false), ("个人", false)])
  func kind(_ title: String, isOrganisation: Bool) {
    #expect(TitleReader.isOrganisation(title) == isOrganisation)
  }

  @Test("a tax number has letters or is called one, so that an order's number is none")
  func tax() {
    #expect(
      TitleReader.taxNumber(in: FoldedText("税号91110108ma01abcd5x"), isAsked: false) == "91110108MA01ABCD5X")
    #expect(TitleReader.taxNumber(in: FoldedText("202611180012345678"), isAsked: false) == nil)
    #expect(TitleReader.taxNumber(in: FoldedText("110108123456789"), isAsked: true) == "110108123456789")
    #expect(TitleReader.taxNumber(in: FoldedText("我们是机关单位没有税号"), isAsked: true) == "无")
  }
}
