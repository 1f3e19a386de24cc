import type { GuardPlace } from '@mamapu/plugin-sdk'
import t from 'tap'
import { guardedGoods } from './goods.rules.js'
import { HOSTILE, ORDINARY } from './guard.cases.js'
import { guardTexts, rulesAt } from './guard.rules.js'

const nothing = {
  titleEn: '',
  standard: '',
  categories: [],
  tags: [],
  ageMinMonths: null,
  ageMaxMonths: null,
}
const formula = guardedGoods({ ...nothing, title: '悦护婴儿配方奶粉 1 段 800g' })
const cloth = guardedGoods({ ...nothing, title: '纯棉连体衣' })
const bottle = guardedGoods({ ...nothing, title: '宽口径玻璃奶瓶 240ml' })
const porridge = guardedGoods({ ...nothing, title: '有机高铁米粉', ageMinMonths: 6 })
const device = guardedGoods({ ...nothing, title: '医用退热贴', tags: ['医疗器械'] })

const codes = (text: string, about: Partial<Parameters<typeof guardTexts>[1]>) =>
  guardTexts({ '/text': text }, { place: 'goods', goods: [], ...about }).map(({ code }) => code)

/** Said of formula, each would be a claim to replace breast milk. */
const AGAINST_BREAST_MILK = [
  '母乳化配方',
  '人乳化奶粉',
  '媲美母乳的营养',
  '无限接近母乳',
  '更接近妈妈的母乳',
  '可完全替代母乳',
  '代替母乳，妈妈轻松',
  '和母乳一样好吸收',
  '与母乳无异',
  '比母乳更有营养',
  '是母乳的最佳替代品',
  '不亚于母乳',
  '不输母乳',
  '如母乳般温柔',
  '类母乳结构',
  '告别母乳，从这罐开始',
  '没有母乳也能健康长大',
  '您是不是在找能替代母乳的奶粉',
  '不仅能替代母乳，还更方便',
  '不可思议地接近母乳',
  '不能错过的母乳化配方',
  '不能错过！接近母乳的配方',
  // Written so as not to be read.
  '媲 美 母 乳',
  '替代·母·乳',
  '接近**母乳**',
  '接近\u200b母\u200b乳',
  '接近🍼母乳',
  '替代<b>母</b>乳',
  '<p>无限接近<span>母乳</span></p>',
  '接近&#27597;&#20083;',
  '<img src="/media/x.webp" alt="媲美母乳">',
  // Traditional characters and full width.
  '無限接近媽媽的奶水',
  '與母乳無異',
  '勝過母乳',
  'Ｃｌｏｓｅ　ｔｏ　ｂｒｅａｓｔ　ｍｉｌｋ',
  // Pinyin, blank letters, named entities, letters of other alphabets.
  '接近mu乳',
  '接近母\u3164乳',
  '接近母&ZeroWidthSpace;乳',
  'close to brea\u200bst milk',
  'сlose to breаst milk',
  // English.
  'As close to breast milk as it gets',
  'closest to mother’s milk',
  'Better than breast-milk',
  'just like human milk',
  'Replaces breastmilk',
  'a breast milk substitute you can trust',
  'Humanised milk formula',
]

/** Honest words of formula, the sentence that the standard asks for among them. */
const HONEST_OF_FORMULA = [
  '对于 0～6 月的婴儿最理想的食品是母乳，在母乳不足或无母乳时可食用本产品。',
  '在母乳不足或無母乳時可食用本產品',
  '母乳是宝宝最好的食物',
  '本品不能替代母乳',
  '任何奶粉都不能完全替代母乳',
  '配方奶粉无法取代母乳喂养',
  '没有任何配方能与母乳媲美',
  '支持母乳喂养',
  '如母乳不足，请咨询医生后添加',
  '含母乳低聚糖（HMO）2′-岩藻糖基乳糖',
  '转奶期请逐渐增加，观察宝宝大便',
  '开罐后一个月内用完，最佳冲调水温 40 ℃',
  '执行标准 GB 10765-2021',
  '宣传时不能说“接近母乳”“替代母乳”',
  'Breast milk is best for babies.',
  'This formula does not replace breast milk.',
  'Not a substitute for breast milk',
  'Use when breast milk is not available or not enough.',
  'With human milk oligosaccharides (2’-FL)',
]

t.test('formula is never compared with breast milk, however it is written', async (t) => {
  for (const text of AGAINST_BREAST_MILK) {
    t.ok(codes(text, { goods: [formula] }).includes('TEXT_BREAST_MILK'), text)
    t.ok(
      codes(`这款奶粉：${text}`, { place: 'material' }).includes('TEXT_BREAST_MILK'),
      `in material: ${text}`,
    )
  }
  for (const text of HONEST_OF_FORMULA) {
    t.same(codes(text, { goods: [formula] }), [], text)
    t.same(codes(text, { place: 'page' }), [], `on a page: ${text}`)
  }
  t.same(codes('接近母乳的营养', { goods: [porridge] }), ['TEXT_BREAST_MILK'], 'weaning food as well')
  t.same(codes('奶嘴柔软，接近母乳喂养的感觉', { goods: [bottle] }), [], 'a bottle may feel like nursing')
  t.same(codes('这款奶瓶接近母乳喂养的感觉', { place: 'material' }), [], 'also where only the text says so')
})

t.test(
  'what was found is said as it was written, at its field, with its rule in both languages',
  async (t) => {
    const [found, ...others] = guardTexts(
      { '/title': '婴儿配方奶粉', '/descriptionHtml': '<p>安心之选</p><p>無限<b>接近 母 乳</b>！</p>' },
      { place: 'goods', goods: [formula] },
    )
    t.same(others, [])
    t.match(found, {
      code: 'TEXT_BREAST_MILK',
      verdict: 'blocked',
      field: '/descriptionHtml',
      found: '接近 母 乳',
      rule: { 'zh-CN': /广告法第二十条/, en: /art. 20/ },
    })
  },
)

t.test('other claims', async (t) => {
  const broken: readonly (readonly [string, Parameters<typeof codes>[1], string])[] = [
    ['三天根治湿疹', { goods: [cloth] }, 'TEXT_MEDICAL'],
    ['治療濕疹，一抹就好', { goods: [cloth] }, 'TEXT_MEDICAL'],
    ['Cures eczema in three days', {}, 'TEXT_MEDICAL'],
    ['有效缓解，治愈率 98%', {}, 'TEXT_MEDICAL'],
    ['治疗发热', { goods: [device] }, 'TEXT_MEDICAL_LICENSED'],
    ['增强宝宝免疫力', { goods: [porridge] }, 'TEXT_FUNCTION_CLAIM'],
    ['国家级品质', {}, 'TEXT_SUPERLATIVE'],
    ['全 网 最 低 价', {}, 'TEXT_SUPERLATIVE'],
    ['全網最低', { place: 'campaign' }, 'TEXT_SUPERLATIVE'],
    ['月入过万不是梦', { place: 'recruit' }, 'TEXT_EARNINGS'],
    ['在家躺赚', { place: 'material' }, 'TEXT_EARNINGS'],
    ['日赚 300 元', { place: 'lesson' }, 'TEXT_EARNINGS'],
    ['月入３万', { place: 'recruit' }, 'TEXT_EARNINGS'],
    ['穩賺不賠', { place: 'page' }, 'TEXT_EARNINGS'],
    ['稳&zwnj;赚', { place: 'recruit' }, 'TEXT_EARNINGS'],
    ['稳zhuan不赔', { place: 'recruit' }, 'TEXT_EARNINGS'],
    ['稳、赚', { place: 'recruit' }, 'TEXT_EARNINGS'],
    ['月入五千', { place: 'recruit' }, 'TEXT_EARNINGS'],
    ['月入过W', { place: 'recruit' }, 'TEXT_EARNINGS'],
    ['每月能赚5000', { place: 'recruit' }, 'TEXT_EARNINGS'],
    ['еasy money', { place: 'recruit' }, 'TEXT_EARNINGS'],
    ['先买一件才能当推广员', { place: 'recruit' }, 'TEXT_ENTRY_FEE'],
    ['團隊計酬', { place: 'recruit' }, 'TEXT_HEADCOUNT'],
    ['Ⅲ级分销', { place: 'recruit' }, 'TEXT_HEADCOUNT'],
    ['治湿疹', { goods: [cloth] }, 'TEXT_MEDICAL'],
    ['Guaranteed income from home', { place: 'recruit' }, 'TEXT_EARNINGS'],
    ['Earn 5,000 a month', { place: 'recruit' }, 'TEXT_EARNINGS'],
    ['购买 399 礼包即可成为店主', { place: 'recruit' }, 'TEXT_ENTRY_FEE'],
    ['交 99 元加入我们', { place: 'recruit' }, 'TEXT_ENTRY_FEE'],
    ['加盟费仅需 1 元', { place: 'material' }, 'TEXT_ENTRY_FEE'],
    ['Pay a small joining fee', { place: 'recruit' }, 'TEXT_ENTRY_FEE'],
    ['邀请 10 位妈妈升级金牌', { place: 'recruit' }, 'TEXT_HEADCOUNT'],
    ['三级分销，下线业绩提成', { place: 'lesson' }, 'TEXT_HEADCOUNT'],
    ['Build your downline', { place: 'recruit' }, 'TEXT_HEADCOUNT'],
  ]
  for (const [text, about, code] of broken) t.ok(codes(text, about).includes(code), text)
})

t.test('what a hostile merchant writes is caught, however it is written', async (t) => {
  for (const [about, texts] of Object.entries(HOSTILE)) {
    const [place, code = ''] = about.split(' ') as [GuardPlace, string]
    for (const text of texts) t.ok(codes(text, { place }).includes(code), `${code}: ${text}`)
  }
})

t.test('ordinary words pass everywhere', async (t) => {
  for (const text of ORDINARY)
    for (const place of ['goods', 'page', 'campaign', 'material', 'recruit', 'lesson'] as const)
      t.same(codes(text, { place }), [], `${place}: ${text}`)
})

t.test('honest words of every kind pass everywhere', async (t) => {
  const honest = [
    '纯棉连体衣，A 类标准，透气柔软',
    '红屁屁护理，清洁后薄涂',
    '湿疹宝宝使用前请先咨询医生',
    '宝宝发烧请及时就医，本品不用于治疗疾病',
    '本品不能代替药物',
    '经国家级实验室检测',
    '最佳食用期 6 个月，最好在饭后食用',
    '尺码偏大，建议买小一码',
    '每天 10 点限时秒杀，全场满 199 减 30',
    '周三会员日，会员专享价',
    '分享赚 ¥6.50，自购省钱',
    '免费加入，无需缴纳任何费用',
    '不收加盟费，也不用先买货',
    '佣金 5 %，确认收货 7 天后可提现',
    '收入取决于实际销售，我们不承诺收益',
    '不保证月入过万，卖出才有佣金',
    '只有您直接邀请的一位推荐人，没有三级分销',
    '我们拒绝拉人头',
    '推广时不要说“躺赚”“月入过万”“稳赚”',
    '禁用词：全网最低、母乳化、躺赚',
    '邀请好友一起拼团，两人成团',
    '每邀请1位朋友下单，朋友得5元券',
    '走得稳，赚得久',
    '出去感冒了要多喝水',
    '累计销售满 5000 元升级为金牌分销员',
    '满 3 个自己的客户即可升级',
    '冲奶机 40 ℃ 恒温，一键出水',
    '第一次当妈妈，也能轻松上手',
    '一罐 800 克，月销 320 件',
    'Soft cotton, OEKO-TEX tested, washes well at 40 °C',
    'Joining is free: no fee, no deposit',
    'We do not promise earnings; you are paid 5 % of what you sell',
    'Please ask a doctor before use if your baby has eczema',
    'Machine washable. Best before six months.',
  ]
  for (const text of honest)
    for (const place of ['goods', 'page', 'campaign', 'material', 'recruit', 'lesson'] as const)
      t.same(codes(text, { place }), [], `${place}: ${text}`)
})

t.test('goods are known by a name, a standard, an age or a category', async (t) => {
  const kind = (facts: Partial<Parameters<typeof guardedGoods>[0]> & { title: string }) => {
    const { infantFood, isFirstFormula } = guardedGoods({ ...nothing, ...facts })
    return [infantFood, isFirstFormula]
  }
  t.same(kind({ title: '爱他他婴儿配方奶粉1段' }), ['formula', true])
  t.same(kind({ title: '嬰兒配方奶粉 一段' }), ['formula', true])
  t.same(kind({ title: '较大婴儿配方奶粉 2 段', standard: 'GB 10766-2021' }), ['formula', false])
  t.same(kind({ title: '幼儿配方奶粉', ageMinMonths: 12 }), ['formula', false])
  t.same(kind({ title: '某牌蓝罐', categories: ['婴儿奶粉'] }), ['formula', true])
  t.same(kind({ title: 'Follow-on formula milk, stage 2' }), ['formula', false])
  t.same(kind({ title: '蓝罐 900g', standard: 'GB 10765-2021' }), ['formula', true])
  t.same(kind({ title: '便携奶粉盒 三格' }), [null, false])
  t.same(kind({ title: '孕妇奶粉 0 蔗糖' }), [null, false])
  t.same(kind({ title: '儿童学生奶粉', ageMinMonths: 36 }), [null, false])
  t.same(kind({ title: '苹果果泥' }), ['food', false])
  t.same(kind({ title: '纸尿裤 NB' }), [null, false])
})

t.test(
  'formula from birth is promoted only by a merchant who says so; selling it asks nothing',
  async (t) => {
    t.same(codes('开学季', { place: 'campaign', goods: [formula, cloth] }), ['TEXT_FORMULA_PROMOTION'])
    t.same(codes('好物推荐', { place: 'material', goods: [formula] }), ['TEXT_FORMULA_PROMOTION'])
    t.same(codes('开学季', { place: 'campaign', goods: [cloth] }), [])
    t.same(codes('婴儿配方奶粉 1 段', { goods: [formula] }), [])
  },
)

t.test('every place says which rules hold there, each with its own code', async (t) => {
  for (const place of ['goods', 'page', 'campaign', 'material', 'recruit', 'lesson'] as const) {
    const told = rulesAt(place).map(({ code }) => code)
    t.equal(new Set(told).size, told.length)
    t.ok(told.includes('TEXT_BREAST_MILK') && told.includes('TEXT_EARNINGS'), place)
  }
  t.ok(rulesAt('recruit').some(({ code }) => code === 'TEXT_ENTRY_FEE'))
  t.notOk(rulesAt('goods').some(({ code }) => code === 'TEXT_ENTRY_FEE'))
})

t.test('a text of the greatest length is read in no time worth telling', async (t) => {
  const text = '接近接近替代'.repeat(16_000)
  t.same(codes(text, { goods: [formula] }), [])
  t.same(codes(`<p>${'<b>母</b> 乳 '.repeat(4000)}</p>`, { goods: [formula] }), [])
})
