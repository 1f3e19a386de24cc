import type { GuardRule, GuardVerdict } from '@mamapu/plugin-sdk'

const rule = (
  code: string,
  verdict: GuardVerdict,
  name: readonly [zh: string, en: string],
  words: readonly [zh: string, en: string],
): GuardRule =>
  Object.freeze({
    code,
    verdict,
    rule: { 'zh-CN': name[0], en: name[1] },
    words: { 'zh-CN': words[0], en: words[1] },
  })

/** The rules that texts keep, each named. Sources: 广告法 (2021), 禁止传销条例 (2005), 食品安全法 (2021). */
export const GUARD_RULES = Object.freeze({
  breastMilk: rule(
    'TEXT_BREAST_MILK',
    'blocked',
    [
      '广告法第二十条：不得声称可全部或部分替代母乳',
      'Advertising Law art. 20: no claim to replace breast milk',
    ],
    [
      '婴幼儿食品不能与母乳相比或说可替代母乳，请只写成分、适用月龄和冲调方法',
      'Infants’ food may not be compared with breast milk; write ingredients, age and preparation instead',
    ],
  ),
  medical: rule(
    'TEXT_MEDICAL',
    'blocked',
    [
      '广告法第十七条：普通商品不得涉及疾病治疗',
      'Advertising Law art. 17: no medical claims for ordinary goods',
    ],
    [
      '普通商品不能说能治病，请写它怎么用、什么感受，不写病名和疗效',
      'Ordinary goods cure nothing; say how they are used and how they feel, without diseases or cures',
    ],
  ),
  licensedMedical: rule(
    'TEXT_MEDICAL_LICENSED',
    'acknowledge',
    [
      '广告法第十六至十八条：医疗器械、药品、保健食品的功效以批准内容为准',
      'Advertising Law art. 16–18: what is registered may be claimed, and nothing more',
    ],
    ['请确认与注册证或批准文号的内容一致', 'Confirm that this is what the product’s registration says'],
  ),
  functionClaim: rule(
    'TEXT_FUNCTION_CLAIM',
    'acknowledge',
    [
      '食品安全法第七十三、七十八条：食品不得声称保健功能',
      'Food Safety Law art. 73, 78: food may not claim health functions',
    ],
    [
      '食品不能说增强免疫、益智等功能，除非有保健食品批文，请确认有依据',
      'Food may not claim to strengthen immunity or the brain unless it is registered for that; confirm you can prove it',
    ],
  ),
  superlative: rule(
    'TEXT_SUPERLATIVE',
    'acknowledge',
    ['广告法第九条：不得使用国家级、最佳等用语', 'Advertising Law art. 9: no “national grade”, “the best”'],
    [
      '建议换成具体的事实；确有依据的（如检测报告、销量证明），请确认后保存',
      'Better a plain fact; if it can be proved (a report, a certificate), confirm and save',
    ],
  ),
  earnings: rule(
    'TEXT_EARNINGS',
    'blocked',
    [
      '广告法第二十五条、禁止传销条例：不得承诺收益',
      'Advertising Law art. 25, Rules against Pyramid Selling: no promised earnings',
    ],
    [
      '不能承诺赚多少钱，请写佣金比例和结算时间，并说明收入取决于实际销售',
      'Earnings may not be promised; write the rate and when it is paid, and that income depends on real sales',
    ],
  ),
  entryFee: rule(
    'TEXT_ENTRY_FEE',
    'blocked',
    [
      '禁止传销条例第七条第二项：不得以交费或购买商品为加入条件',
      'Rules against Pyramid Selling art. 7 (2): nobody pays or buys to join',
    ],
    [
      '加入必须免费，不能要求交费、押金或先购买',
      'Joining is free: no fee, deposit or purchase may be asked for',
    ],
  ),
  headcount: rule(
    'TEXT_HEADCOUNT',
    'blocked',
    [
      '禁止传销条例第七条第一、三项：不得按发展人数或团队业绩计酬',
      'Rules against Pyramid Selling art. 7 (1), (3): no pay by people recruited or by a team’s sales',
    ],
    [
      '报酬只能来自真实卖出的商品，不能按拉了多少人、下线业绩来算',
      'People are paid for goods really sold, never for how many they bring or what a downline sells',
    ],
  ),
  formulaPromotion: rule(
    'TEXT_FORMULA_PROMOTION',
    'acknowledge',
    [
      '婴儿乳制品推广：支持母乳喂养，0–6 个月配方奶粉默认不推广',
      'Promotion of infant formula: breastfeeding comes first, formula for 0–6 months is not promoted by default',
    ],
    [
      '这里有 0–6 个月的配方奶粉，请确认当地允许推广，并由本店负责',
      'This promotes formula for 0–6 months; confirm that it is allowed where you sell and that you answer for it',
    ],
  ),
})
