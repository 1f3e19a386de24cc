import type { GuardPlace, GuardRule } from '@mamapu/plugin-sdk'
import type { GuardedGoods } from './goods.rules.js'
import { GUARD_RULES } from './named.rules.js'

/** What the patterns are asked about. */
export interface ClaimContext {
  readonly place: GuardPlace
  /** Null when the text names no goods. */
  readonly goods: GuardedGoods | null
  readonly speaksOfFormula: boolean
  readonly speaksOfGear: boolean
}

/** One rule, the writings that break it, and where it holds. All patterns are global and see text as `readText` gives it. */
export interface Claim {
  readonly rule: GuardRule
  readonly patterns: readonly RegExp[]
  holds(context: ClaimContext): boolean
}

const WINNING: readonly GuardPlace[] = ['recruit', 'material', 'lesson']

/** 妈妈的奶, and not her bottle, her tea or the formula made for her. */
const HER_MILK =
  '(?:亲?妈妈|妈咪|麻麻|马麻|母亲|亲妈|妈|娘亲?)的?亲?(?:奶水|乳汁|女乃|奶(?![粉瓶嘴头牛酪茶糖油锅盖昔制龄爸具壶盒巾罩垫衣量阵片皮卡源块线睡袋机泵刷爷妈奶]))'
const MILK = `(?:母乳|人乳|母奶|母源乳|${HER_MILK}|母 ?ru|mu ?乳|mu ?ru)`
const EN_MILK = "(?:breast ?milk|mother'?s milk|mothers' milk|human milk)"
const UP_TO_SIX = '[^，,。！？!?；;\\n]{0,6}?'

const breastMilk = [
  /(?:人乳|母乳)(?:化|级|型)|(?:类|仿|拟|亚)母乳|母乳(?:般|一般)|(?:如|像|似)(?:同)?母乳(?:般|一样|一般)/gu,
  new RegExp(
    `(?:替代|代替|取代|替换|胜过|超越|超过|优于|好过|强过|赛过|不输(?:给)?|不亚于|不逊于|不逊色于|媲美|堪比|比肩|等同于?|等于|相当于|如同|好似|近似|接近于?|贴近|趋近|逼近|靠近|靠拢|模拟|模仿|还原|复刻|仿照|对标|仅次于|打败|击败|秒杀|完胜|碾压|赢过|胜似|赛似|约等于|ti ?dai|pi ?mei|jie ?jin)${UP_TO_SIX}${MILK}`,
    'gu',
  ),
  new RegExp(
    `(?:与|和|跟|同|像)${MILK}(?:的?(?:营养|成分|口感|配方|结构|比例))?(?:无异|一样|相同|同样|媲美|相当|接近|相似|相近|一致|没区别|没有区别|差不多)(?!重要|关键)`,
    'gu',
  ),
  new RegExp(`比${MILK}(?:都|更|还|要|好|强|有|高|优|安全)|不比${MILK}(?:差|弱|逊)`, 'gu'),
  // 像妈妈的奶, 喝它就像喝母乳, 奶粉界的母乳, 第二母乳.
  new RegExp(
    `(?:像|仿佛|宛如|犹如|好比|简直是|简直就是|堪称|不就是|就等于|当成?|当作)(?:在)?(?:喝|吃|吸)?(?:到|了|着)?(?:第二口?|另一种|移动的?|液体的?|固体的?)?${MILK}(?!喂养|亲喂|宝|妈妈|时|期|库|袋|保鲜|储|指导|这样|这类|那样|不足)`,
    'gu',
  ),
  new RegExp(
    `第二${MILK}|(?:奶粉|配方)[界中里]的?${MILK}|${MILK}的?(?:口味|风味|味道?|口感)的?(?:奶粉|配方|米粉|奶$)|(?:分|喝|尝|吃)不出${UP_TO_SIX}(?:奶粉)?${UP_TO_SIX}${MILK}|${MILK}(?:已经?|早就?|就|里|中){0,2}(?:没有?|无|不再有|缺)(?:什么|啥|足够的?)?营养`,
    'gu',
  ),
  new RegExp(`不(?:喝|吃|给)(?:宝宝|孩子)?${MILK}(?:也|照样|同样|一样)`, 'gu'),
  new RegExp(`${MILK}的?(?:最佳|最好|理想|完美|优质|绝佳|首选)?(?:替代|代替|平替)`, 'gu'),
  new RegExp(`(?:告别|无需|不用|不必|不需要|停掉|断掉|戒掉|省去)${MILK}(?!保鲜|储存|冷藏)`, 'gu'),
  new RegExp(`(?:没有?|无)${MILK}(?:也|照样|同样)(?:能|可以|会)?(?:健康|长|聪明|强|好|营养|一样)`, 'gu'),
  new RegExp(
    `\\b(?:close(?:r|st)? to|similar to|near(?:er|est)?(?: to)?|identical to|equal to|equivalent to|comparable to|akin to|(?:as )?good as|better than|superior to|(?:just )?like|resembl\\w{1,4}|mimic\\w{0,4}|model+ed on|match\\w{0,3}|replac\\w{1,6}|substitut\\w{1,3} for|alternative to|instead of)(?: \\w{1,12}){0,3} ${EN_MILK}`,
    'gu',
  ),
  new RegExp(
    `${EN_MILK} (?:substitute|replacement|alternative|equivalent|like|level|quality)|humani[sz]ed (?:milk|formula)`,
    'gu',
  ),
]

const DISEASES =
  '(?:湿疹|腹泻|拉肚子|便秘|感冒|咳嗽|发烧|发热|哮喘|黄疸|过敏|鼻炎|佝偻病|贫血|自闭症|多动症|癌|肿瘤|皮炎|鹅口疮|肺炎|肠炎|手足口|荨麻疹|病毒|疾病|炎症|积食|厌食|遗尿|近视|斜视|乳糖不耐|口腔溃疡|尿布疹|奶癣|痱子|红疹|疹子|湿zhen|shi ?zhen)'
const medical = [
  new RegExp(
    `(?:治疗|治愈|根治|治好|医治|主治|防治|专治|消除|根除|告别|搞定|摆脱|赶走|击退|祛除|去除|战胜|攻克|专克|治liao|zhi疗|zhi ?liao|根zhi|gen ?zhi)${UP_TO_SIX}${DISEASES}`,
    'gu',
  ),
  new RegExp(
    `${DISEASES}${UP_TO_SIX}(?:一抹就好|一用就好|一喝就好|治愈|根治|治好|药到病除|断根|不再复发|克星|救星|神器|终结者|特效|奇效|神效|说?拜拜|无影无踪|一扫而?光)`,
    'gu',
  ),
  // 抹了湿疹就好, 用三天湿疹全没了; 等湿疹好了再用 is care.
  new RegExp(
    `(?:抹|涂|擦|敷|喷|贴|喝|吃|用|洗|泡|穿|戴|闻|点)(?:了|上|完|过|着|它|这款?|一次|一下|\\d{1,2}[天次晚周]|[一两二三几]{1,2}[天次晚周]|就){1,3}[^。！？!?；;\\n]{0,10}?${DISEASES}(?:就|都|全|也|立马|马上|立刻|很快|明显|完全|居然|竟然|真的|自己){0,2}(?:好(?!奇|多)|没(?:了|有了)|不见|消(?!毒)|退(?!货|换|款|钱|全|费)|痊愈|跑光|再见)`,
    'gu',
  ),
  new RegExp(`对${UP_TO_SIX}${DISEASES}${UP_TO_SIX}(?:特别|非常|很|超)?(?:有效|管用|好使|奇效)`, 'gu'),
  /不(?:用|必|需)?(?:吃药|打针|去医院|看医生)[^，,。！？!?；;\n]{0,6}?(?:就|也|照样)(?:能|可以|会)?(?:好|退烧|消|治)/gu,
  /消炎(?:止[痒痛]|镇痛|杀菌)|(?:止痛|抗菌|杀菌)消炎/gu,
  new RegExp(`(?:治|祛)${DISEASES}`, 'gu'),
  /药到病除|包治百?病|百病不侵|抗癌|防癌|治愈率|(?:有效|治愈)率(?:高?达|为)?\d{1,3}(?: \d{1,2})?%|祖传秘方|替代药物|代替药物/gu,
  /\b(?:cures?|heals?|treats?)(?: \w{1,12}){0,2} (?:eczema|diarrh?o?ea|constipation|colds?|coughs?|fever|asthma|jaundice|allerg\w{1,4}|autism|anaemia|anemia|cancer|dermatitis)\b/gu,
]

const functionClaims = [
  /(?:增强|提高|提升|改善|促进|调节)[^，,。！？!?；;\n]{0,4}?(?:免疫力?|抵抗力|记忆力|智力|智商|大脑发育|脑部发育|视力)|益智补脑|[健益补]脑|(?:喝|吃)(?:了|它|出|着)?[^，,。！？!?；;\n]{0,6}?(?:更聪明|变聪明|长得高|长高个|少生病|不生病)|长高神器|聪明宝宝的秘密/gu,
  /\b(?:boosts?|strengthens?|improves?)(?: \w{1,12}){0,2} (?:immunity|immune system|memory|iq|intelligence|brain)\b/gu,
]

const superlatives = [
  /国家级(?!实验|检测|保护|公园|标准)|最高级|(?<![非不])世界级|宇宙级|史上最[低强便好]|(?:全网|全国|全球|世界|行业|国内)(?:最低|最好|最便宜|最强|第一|首选|唯一)|销量第一|第一品牌|no ?1品牌|顶级(?!域名)|极品|全网底价|历史最低价|绝对安全|(?:零|无|没有|0)副作用|(?:100%|百分百|百分之百)(?:安全|有效|无害)|top ?1(?!\d)|(?:世界|国际|全球|遥遥)领先|独一无二|绝无仅有/gu,
  /最佳(?!食用|冲调|冲泡|水温|赏味|饮用|品尝|使用|保存|观看|睡眠|时间|时期|时机|年龄|温度|搭配|状态|距离|角度|效果请)/gu,
  /\b(?:number one|no 1|world class|world's best|(?:best|lowest prices?|cheapest) (?:\w{1,12} )?(?:in|on|of) (?:the |all )?(?:world|web|net|internet|market|china|country)|cheapest anywhere)\b/gu,
]

const earnings = [
  /(?:月|日|年|周|天)(?:入|赚|挣|收入|收益|薪|佣)(?:可?达|过|上|超|破|至少|轻松|稳定?|高达|都|能|就|也){0,4}(?:百|千|万|十万|百万|数[千万]|[一二两三四五六七八九十几][百千万]|\d{2,9}(?![\d千万])|[五六七八5-8]位数|\d{1,4}(?: \d{1,2})?[千万wk])(?!毫升| ?元?的?(?:部分|以上部分|须|需|应)| ?个?(?:积分|成长值|分|点|豆|颗|星))/gu,
  /(?:每|个)月(?:都|能|可|可以|就能|轻松|至少|稳定|稳|多){0,3}(?:赚|挣|增收|进账|到手|入账|收入)到?(?:\d{3,9}|[一二两三四五六七八九十几数上过破][百千万])/gu,
  /(?:月|日|年|周|天)入(?:过|上|超|破)?w(?![a-z])|[躺稳](?:[、"“”（(x×]|\d{1,2})赚|[躺稳包]zhuan|(?:tang|wen)赚/gu,
  // 佣金月月破万, 一个月进账三万, 单月流水过百万; not 年收入超过12万需要申报.
  /(?:月|日|年|周|每天|一天)[^，,。！？!?；;\n]{0,6}?(?:收入|进账|佣金|到手|入账|收益|工资|流水|利润)[^，,。！？!?；;\n]{0,6}?(?:过|破|上|超)(?:[百千万]|[十百]万|w(?![a-z])|\d{1,3}[万w])(?![^，,。！？!?；;\n]{0,6}?(?:需|应|须|部分|按|汇算|申报|缴))/gu,
  /(?:每天|一天|日均|天天|每周|一周|一年|每年)(?:都|能|可|可以|就能|轻松|至少|稳定|稳|多){0,3}(?:赚|挣|进账|到手|入账)到?了?(?:\d{2,9}(?!\d)|[一二两三四五六七八九十几数上]?[百千万])(?! ?(?:个)?(?:积分|成长值|分|点|豆|颗|星))/gu,
  /[一二两三四五六七八九十几\d]{1,3}[天周](?:就|内|即)?(?:能|可)?回本|(?:tang|wen|bao) ?zhuan|yue ?ru ?guo ?wan|月入guo万|躺(?:着|平)(?:就能|也能)?(?:数钱|收钱|挣|来钱|有钱)|躺挣|(?:财富|经济|金钱)自由|日进斗金|(?:佣金|收入|收益|工资|流水)(?:月月|天天|年年|每月|每天|日日)(?:都|能){0,2}(?:过|破|上|超)[百千万]|赚到手软|数钱数到|零投入|(?:收入|工资|收益)翻[倍番]|包你(?:赚|挣)|(?:睡觉|睡着)(?:都|也)(?:能|有|在)?(?:赚|进账|收入|挣)/gu,
  /躺赚|躺着(?:就能|也能)?赚|稳赚|包赚|必赚|保赚|保底(?:收入|收益)|睡后收入|一夜暴富|零风险(?:高)?(?:回报|收益|赚)|财务自由|轻松(?:月入|日入|赚\d|赚大?钱|致富)|(?:保证|承诺|确保)[^，,。！？!?；;\n]{0,4}?(?:收益|回本|赚|月入|收入)|稳定收益|高额回报|坐享(?:分红|收益|收入)|被动收入|暴利/gu,
  /\b(?:guaranteed|risk free|passive)(?: \w{1,12}){0,1} (?:income|earnings|profits?|returns?)\b|\bget rich\b|\bfinancial freedom\b|\b(?:earn|make) (?:up to )?(?:[¥£€] ?)?\d[\d, ]{1,9}(?: \w{1,8})? (?:a|per|every) (?:day|week|month)\b|\beasy money\b|\bunlimited income\b|\b(?:six|five) figure (?:income|salary|earnings)\b|\bquit your (?:day )?job\b|\b(?:earn|make) (?:hundreds|thousands)\b|\b(?:[¥£€] ?)?\d[\d, ]{2,9} (?:monthly|weekly|daily)(?= income| earnings| from home|[.!?\n]|$)/gu,
]

const entryFees = [
  /(?:入门|入会|加盟|代理|进货|店主)费|会费\d|\d{1,6}(?:元|块)钱?[^，,。！？!?；;\n]{0,6}?(?:开店|(?:开通|成为|当)(?:上|了)?(?:店主|推广员|分销|代理|团长|掌柜|合伙人))|(?:囤货|压货|拿货|首批进货)(?:满|达|够)?\d|(?:缴纳|缴|交|支付|付|充值?)(?:纳)?[^，,。！？!?；;\n]{0,6}?(?:保证金|押金|\d{1,6}元?)[^，,。！？!?；;\n]{0,6}?(?:加入|成为|开店|升级|解锁)/gu,
  /(?:购买|买|消费|下单|自购)(?:满)?[^，,。！？!?；;\n]{0,12}?(?:即可|才能|才可|就能|就可以|方可|可)?(?:成为|升级|加入|解锁|晋升|当|做)[^，,。！？!?；;\n]{0,4}?(?:店主|分销|代理|合伙人|推广员|团长|掌柜|经销)/gu,
  /\b(?:joining|entry|enrolment|enrollment|franchise|starter) fees?\b|\b(?:buy|purchase|pay)(?: [\w¥]{1,12}){1,5} to (?:join|become|unlock)\b/gu,
]

const headcounts = [
  /拉人头|人头费|(?:发展|招募|拉)[^，,。！？!?；;\n]{0,3}?下线|下线(?:业绩|提成|返佣|佣金|越多)|下级(?:业绩|返佣|提成|佣金|分佣)|(?:直推|间推|见点|对碰|级差)奖|团队(?:计酬|分红|佣金|提成|返利|奖金|业绩(?:提成|奖|返|分红)|流水(?:提成|奖))|(?:三|四|五|多|无限|[3-9]|iii)级(?:分销|分佣|返佣|代理|裂变)|无限(?:代|层)|裂变(?:奖|返)/gu,
  /\b(?:recruit|invite|refer|bring)(?: \w{1,10}){0,2} (?:people|friends|members|mothers|mums|moms|sellers)(?: \w{1,10}){0,4} (?:bonus|reward|cash|level up|earn|get paid)\b|\bdown ?line\b|\b(?:multi|three|unlimited) (?:level|tier)\b/gu,
]

/** Gifts for bringing friends are a shop's; pay for bringing sellers is nobody's. */
const payPerHead = [
  /(?:邀请|拉|推荐|招募|发展|介绍)(?:满|够|了)?(?:\d{1,5}|[一两三四五六七八九十百]{1,3})(?:位|个|名)?(?:新)?(?:人|好友|朋友|妈妈|宝妈|会员|店主|代理|分销员|粉丝)?[^，,。！？!?；;\n]{0,6}?(?:奖|返|得\d|升级|晋升|赚|提成|分红|即送|就送)/gu,
]

const isInfantFood = ({ goods }: ClaimContext) => goods !== null && goods.infantFood !== null

/** Every rule about words, the strictest first. */
export const CLAIMS: readonly Claim[] = [
  {
    rule: GUARD_RULES.breastMilk,
    patterns: breastMilk,
    // What names no goods is about food unless it speaks of bottles and pumps and of no formula.
    holds: (context) =>
      isInfantFood(context) || context.speaksOfFormula || (context.goods === null && !context.speaksOfGear),
  },
  {
    rule: GUARD_RULES.medical,
    patterns: medical,
    holds: ({ goods }) => goods === null || !goods.isLicensed,
  },
  {
    rule: GUARD_RULES.licensedMedical,
    patterns: medical,
    holds: ({ goods }) => goods?.isLicensed === true,
  },
  { rule: GUARD_RULES.earnings, patterns: earnings, holds: () => true },
  { rule: GUARD_RULES.entryFee, patterns: entryFees, holds: ({ place }) => WINNING.includes(place) },
  { rule: GUARD_RULES.headcount, patterns: headcounts, holds: ({ place }) => WINNING.includes(place) },
  {
    rule: GUARD_RULES.headcount,
    patterns: payPerHead,
    holds: ({ place }) => place === 'recruit' || place === 'lesson',
  },
  {
    rule: GUARD_RULES.functionClaim,
    patterns: functionClaims,
    holds: (context) => isInfantFood(context) || context.speaksOfFormula,
  },
  { rule: GUARD_RULES.superlative, patterns: superlatives, holds: () => true },
]
