/// Characters with several usual readings, those first that names of medicines have.
///
/// What customers type follows the reading they know: 阿胶 is ejiao, 阿司匹林 asipilin, and an input method offers
/// 参 for shen and for can. Readings as in 《普通话异读词审音表》 and general dictionaries; rare and classical
/// ones are left out.
enum Polyphones {
  /// By character, at least two, without tones, ü as v.
  static let readings: [Unicode.Scalar: [String]] = {
    var readings: [Unicode.Scalar: [String]] = [:]
    for entry in table.split(whereSeparator: \.isWhitespace) {
      let parts = entry.split(separator: ":")
      guard parts.count == 2, let scalar = parts[0].unicodeScalars.first else { continue }
      readings[scalar] = parts[1].split(separator: ",").map(String.init)
    }
    return readings
  }()

  private static let table = """
    阿:a,e 艾:ai,yi 百:bai,bo 柏:bai,bo 膀:bang,pang 薄:bo,bao 秘:mi,bi 泌:mi,bi
    便:bian,pian 扁:bian,pian 伯:bo,bai 泊:bo,po 藏:zang,cang 参:shen,can,cen
    差:cha,chai 单:dan,shan,chan 长:chang,zhang 朝:chao,zhao 车:che,ju 称:cheng,chen
    重:zhong,chong 臭:chou,xiu 传:chuan,zhuan 椎:zhui,chui 大:da,dai 弹:dan,tan
    地:di,de 得:de,dei 的:de,di 调:tiao,diao 都:dou,du 度:du,duo 恶:e,wu 噁:e,wu
    番:fan,pan 佛:fo,fu 蛤:ge,ha 葛:ge,gai 给:gei,ji 合:he,ge 谷:gu,yu 骨:gu,ku
    龟:gui,jun,qiu 呱:gua,gu 枸:ju,gou 咖:ka,ga 还:hai,huan 行:xing,hang,heng
    和:he,huo,hu 核:he,hu 荷:he,hao 酐:gan,hang 会:hui,kuai 奇:qi,ji 系:xi,ji
    茄:qie,jia 降:jiang,xiang 强:qiang,jiang 嚼:jue,jiao 角:jiao,jue 觉:jue,jiao
    酵:jiao,xiao 解:jie,xie 桔:ju,jie 咀:ju,zui 颈:jing,geng 卡:ka,qia 咳:ke,hai
    壳:ke,qiao 了:le,liao 乐:le,yue 勒:le,lei 莨:lang,liang 六:liu,lu 陆:lu,liu
    露:lu,lou 绿:lv,lu 率:lv,shuai 络:luo,lao 落:luo,la,lao 脉:mai,mo 蔓:man,wan
    没:mei,mo 糜:mi,mei 磨:mo,ma 抹:mo,ma 摩:mo,ma 那:na,nei,ne 哪:na,nei 娜:na,nuo
    南:nan,na 尿:niao,sui 粘:zhan,nian 疟:nve,yao 炮:pao,bao 脾:pi,bi 屏:ping,bing
    朴:pu,piao,po 仆:pu,fu 荨:xun,qian 纤:xian,qian 翘:qiao,qia 切:qie,qi
    芎:xiong,qiong 圈:quan,juan 炔:que,gui 塞:sai,se 色:se,shai 莎:sha,suo 厦:sha,xia
    杉:shan,sha 石:shi,dan 拾:shi,she 射:she,ye 蛇:she,yi 舍:she,shi
    盛:sheng,cheng 食:shi,si 似:si,shi 熟:shu,shou 术:zhu,shu 宿:su,xiu 缩:suo,su
    踏:ta,da 拓:tuo,ta 提:ti,di 体:ti,bi 吐:tu,tou 褪:tui,tun 万:wan,mo 菀:wan,yuan
    尾:wei,yi 吓:xia,he 削:xiao,xue 血:xue,xie,xve 咽:yan,ye 芫:yan,yuan 叶:ye,xie
    龈:yin,ken 吖:a,ya 扎:za,zha 仔:zai,zi 曾:zeng,ceng 楂:zha,cha 折:zhe,she
    着:zhe,zhuo,zhao 种:zhong,chong 咯:ge,ka,lo 粳:jing,geng 蚌:bang,beng
    铅:qian,yan 纶:lun,guan 熨:yun,yu 贾:jia,gu 汤:tang,shang 洗:xi,xian 溴:xiu,chou
    羧:suo,zui 吡:bi,pi 氯:lv,lu
    """
}
