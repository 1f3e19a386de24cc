import { type Place, places } from './places.js'

export interface DemoCustomer {
  readonly key: string
  readonly name: string
  readonly nickname: string
  /** From a range no carrier serves; unique in all demo shops together. */
  readonly phone: string
  readonly sinceDaysAgo: number
  readonly address: DemoAddress
}

export interface DemoAddress {
  readonly regionCode: string
  readonly province: string
  readonly city: string
  readonly district: string
  readonly detail: string
}

/** Where each shop's phone numbers start and where most of its customers live. */
const crowds: Readonly<
  Record<string, { readonly firstPhone: number; readonly homeProvinces: readonly string[] }>
> = {
  mili: { firstPhone: 1000, homeProvinces: ['32', '33', '31'] },
  disha: { firstPhone: 2000, homeProvinces: ['33', '31'] },
  chuyou: { firstPhone: 3000, homeProvinces: ['44', '35', '45'] },
  yingdi: { firstPhone: 4000, homeProvinces: ['31', '32', '33', '34'] },
}

const surnames = '王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓冯程蔡彭潘袁田董叶苏魏'
const givenNames = [
  '雨桐',
  '思涵',
  '静怡',
  '晓雯',
  '佳琪',
  '梦瑶',
  '婷婷',
  '欣然',
  '丽娜',
  '雅文',
  '诗雨',
  '嘉宁',
  '慧敏',
  '若溪',
  '倩',
  '月',
  '燕',
  '晨曦',
  '海燕',
  '小曼',
  '文静',
  '子墨',
  '建国',
  '志远',
  '浩然',
  '宇航',
  '明轩',
  '伟',
  '俊杰',
  '晓峰',
] as const
const nicknames = [
  '豆豆妈',
  '小满妈妈',
  '糯米团子',
  '橙子麻麻',
  '一颗小土豆',
  '可可妈咪',
  '安安爸爸',
  '今天也没睡够',
  '小核桃',
  '毛毛虫妈妈',
  '麦兜家',
  '两只小猴',
  '柚子茶',
  '阿宁',
  '年年有鱼',
  '果果妈',
  '小树苗',
  '夏天的风',
  '团团圆圆',
  '老母亲日记',
  '布丁妈妈',
  '晚安月亮',
  '七七八八',
  '小太阳她妈',
  '奶瓶战士',
  '慢慢来',
  '米糊大厨',
  '乐乐爸',
  '桃子熟了',
  '家有哪吒',
  '棉花糖',
  '十月妈妈',
] as const

/** Numbers between 0 and 1 that look random and are the same for the same seed (xorshift on 32 bits). */
export function seeded(seed: string): () => number {
  let state =
    [...seed].reduce(
      (hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619),
      2_166_136_261,
    ) | 1
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
  for (let warmUp = 0; warmUp < 8; warmUp++) next()
  return next
}

/** One of the list; asserts that the list is not empty. */
export function pick<T>(list: readonly T[], random: () => number): T {
  const chosen = list[Math.floor(random() * list.length)]
  if (chosen === undefined) throw new Error('pick: nothing to choose from')
  return chosen
}

/** The customers of a shop: the same shop and count give the same people. */
export function peopleOf(shopSlug: string, count = 60): DemoCustomer[] {
  const crowd = crowds[shopSlug]
  if (!crowd) throw new Error(`peopleOf: no demo shop "${shopSlug}"`)
  const random = seeded(`people ${shopSlug}`)
  const neighbours = places.filter((place) => crowd.homeProvinces.includes(place.regionCode.slice(0, 2)))
  return Array.from({ length: count }, (_, index) => ({
    key: `${shopSlug}-c${String(index + 1).padStart(3, '0')}`,
    name: pick([...surnames], random) + pick(givenNames, random),
    nickname: nicknameOf(index, random),
    phone: `1380000${crowd.firstPhone + index}`,
    sinceDaysAgo: index < count / 3 ? 91 + Math.floor(random() * 200) : 4 + Math.floor(random() * 110),
    address: addressIn(pick(random() < 0.55 ? neighbours : places, random), random),
  }))
}

function nicknameOf(index: number, random: () => number): string {
  const base = nicknames[(index * 7) % nicknames.length] ?? '妈妈'
  return index < nicknames.length ? base : `${base}${10 + Math.floor(random() * 89)}`
}

function addressIn(place: Place, random: () => number): DemoAddress {
  const { regionCode, province, city, district } = place
  const estate = pick(place.estates, random)
  const [building, unit, floor] = [1 + random() * 28, 1 + random() * 3, 1 + random() * 24].map(Math.floor)
  return {
    regionCode,
    province,
    city,
    district,
    detail: `${estate} ${building} 幢 ${unit} 单元 ${floor}0${1 + Math.floor(random() * 4)} 室`,
  }
}
