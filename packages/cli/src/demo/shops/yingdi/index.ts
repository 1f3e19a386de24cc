import { catalogue } from '../../catalogue.js'
import type { DemoShop } from '../../demo.types.js'
import { eastProvinces, threeZones } from '../shipping.js'
import { outsides } from './outside.js'
import { plays } from './play.js'
import { tents } from './tents.js'
import { weekends } from './weekend.js'

/** A family camp that leads weekends outside; families who like it pass it on. */
export const yingdi: DemoShop = {
  slug: 'yingdi',
  skuPrefix: 'YD',
  name: '小营地亲子',
  nameEn: 'Little camp for families',
  tagline: '周末不加班，带娃去撒野',
  taglineEn: 'No overtime this weekend: take the children outside',
  brandColour: '#5F7F3F',
  logo: 'logo-yingdi',
  banner: 'banner-yingdi',
  announcements: [
    '领队用过的才上架，租过的帐篷和卖的是同一款',
    '满 199 元包邮，大件送货上门，偏远地区按重量计费',
  ],
  stories: [
    {
      title: '带孩子露营，先带这五样',
      bodyHtml:
        '<p>帐篷、睡袋、头灯、小椅子、一只水壶。其余的，去一次就知道自己缺什么。</p><p><strong>不用一次买齐。</strong></p>',
      picture: 'tent',
      productSlugs: ['sudai-zhangpeng', 'ertong-shuidai', 'toudeng', 'ertong-zhedieyi', 'yundong-shuihu'],
    },
    {
      title: '在家也能上的自然课',
      bodyHtml:
        '<p>下雨不能出门，就拆一个材料包：搭昆虫旅馆，染一块方巾，扎一盏星座灯。四十分钟，一大一小。</p>',
      picture: 'crayons',
      productSlugs: ['kunchong-ke', 'zhiwu-ranse', 'xingkong-ke', 'guancha-ben'],
    },
    {
      title: '把营地推荐给朋友',
      bodyHtml:
        '<p>玩得开心的家庭，常常会带来下一家。现在有了正式的推广计划：申请免费，只按自己朋友的真实订单计佣金，退货就退回。</p>',
      picture: 'lantern',
      productSlugs: ['yecan-dian', 'fengzheng', 'madeng'],
    },
  ],
  categories: [
    { slug: 'zhangpeng', name: '帐篷天幕', nameEn: 'Tents', icon: 'tent' },
    { slug: 'shuimian', name: '睡袋垫子', nameEn: 'Sleeping', icon: 'sleeping-bag' },
    { slug: 'zhuodeng', name: '桌椅灯', nameEn: 'Chairs and lamps', icon: 'lantern' },
    { slug: 'yecan', name: '野餐', nameEn: 'Picnic', icon: 'dinner-plate' },
    { slug: 'qixing', name: '骑行', nameEn: 'Riding', icon: 'balance-bike' },
    { slug: 'shashui', name: '玩沙放风筝', nameEn: 'Sand and kites', icon: 'kite' },
    { slug: 'zhuangbei', name: '户外穿搭', nameEn: 'Outdoor clothes', icon: 'backpack' },
    { slug: 'ketang', name: '自然课', nameEn: 'Lesson boxes', icon: 'crayons' },
    { slug: 'lushang', name: '路上', nameEn: 'On the way', icon: 'stroller' },
  ],
  products: catalogue('YD', [...tents, ...plays, ...outsides, ...weekends]),
  coupons: [
    {
      slug: 'chufa',
      title: '周末出发券',
      value: { kind: 'amount', amountFen: 2000 },
      thresholdFen: 19900,
      scope: { kind: 'all' },
      issuesTotal: 1000,
      perPerson: 1,
      validDays: 14,
    },
    {
      slug: 'ziranke',
      title: '自然课两包减 30',
      value: { kind: 'amount', amountFen: 3000 },
      thresholdFen: 15800,
      scope: { kind: 'category', slugs: ['ketang'] },
      issuesTotal: 400,
      perPerson: 2,
      validDays: 20,
    },
    {
      slug: 'luying92',
      title: '露营装备九二折',
      value: { kind: 'percent', discountBps: 800, maxFen: 8000 },
      thresholdFen: 29900,
      scope: { kind: 'category', slugs: ['zhangpeng', 'shuimian', 'zhuodeng'] },
      issuesTotal: 500,
      perPerson: 1,
      validDays: 15,
    },
    {
      slug: 'lingdui',
      title: '领队给的口令券',
      value: { kind: 'amount', amountFen: 1000 },
      thresholdFen: 6900,
      scope: { kind: 'all' },
      issuesTotal: 300,
      perPerson: 1,
      code: 'CAMP10',
      validDays: 7,
    },
  ],
  mechanics: [],
  campaigns: [],
  shipping: threeZones({
    home: { name: '江浙沪皖', provinceCodes: eastProvinces },
    homeFeeFen: 800,
    elsewhereFeeFen: 1200,
    farFeeFen: 2600,
    freeOverFen: 19900,
  }),
  stores: [],
}
