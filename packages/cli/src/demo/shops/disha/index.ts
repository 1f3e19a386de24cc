import { catalogue } from '../../catalogue.js'
import type { DemoShop } from '../../demo.types.js'
import { eastProvinces, threeZones } from '../shipping.js'
import { dresses } from './dresses.js'
import { feetAndRain } from './feet.js'
import { mores } from './more.js'
import { outers } from './outer.js'
import { seasons } from './season.js'
import { tops } from './tops.js'

/** A children's clothes boutique with two shops of brick and glass. */
export const disha: DemoShop = {
  slug: 'disha',
  skuPrefix: 'DS',
  name: '笛笛童衣',
  nameEn: 'Didi children’s clothes',
  tagline: '好看、耐洗、能传给弟弟妹妹',
  taglineEn: 'Pretty, washable, good enough to hand down',
  brandColour: '#B9566B',
  logo: 'logo-disha',
  banner: 'banner-disha',
  announcements: ['湖滨店、吴江路店可以试穿，带着吊牌两家都能换', '初秋新款到店：小雏菊泡泡袖、雪山提花毛衣'],
  stories: [
    {
      title: '一条裙子从画到穿',
      bodyHtml:
        '<p>小雏菊是店主女儿画在作业本背面的。我们描下来，改了七遍，印成一块布。</p><p>布先洗一水再裁，所以到你手里<strong>不会再缩</strong>。</p>',
      picture: 'dress',
      productSlugs: ['xiaochu-ju', 'fangling-qun', 'caogan-mao', 'xiao-pixie'],
    },
    {
      title: '长得快，也不怕',
      bodyHtml: '<p>袖口多留一折，肩带多留八厘米，裤脚能放。我们愿意一件衣服陪孩子久一点。</p>',
      picture: 'trousers',
      productSlugs: ['beidai-niuzai', 'zhenzhi-qun', 'ruan-niuzai', 'beidai-ku'],
    },
    {
      title: '下雨天也要出门',
      bodyHtml: '<p>小熊雨衣配波点雨靴，再套一条雨裤，<strong>坐进水坑里也没关系</strong>。</p>',
      picture: 'raincoat',
      productSlugs: ['erduo-yuyi', 'bodian-yuxue', 'yuku'],
    },
  ],
  categories: [
    { slug: 'qunzi', name: '裙子', nameEn: 'Dresses', icon: 'dress' },
    { slug: 'shangyi', name: 'T 恤衬衫', nameEn: 'Tops', icon: 'tshirt' },
    { slug: 'zhenzhi', name: '针织毛衣', nameEn: 'Knitwear', icon: 'sweater' },
    { slug: 'waitao', name: '外套', nameEn: 'Coats', icon: 'jacket' },
    { slug: 'kuzi', name: '裤子', nameEn: 'Trousers', icon: 'trousers' },
    { slug: 'baobao', name: '小宝宝', nameEn: 'Babies', icon: 'romper' },
    { slug: 'jiajufu', name: '睡衣贴身', nameEn: 'Home wear', icon: 'pajamas' },
    { slug: 'xiezi', name: '鞋子', nameEn: 'Shoes', icon: 'shoes' },
    { slug: 'peishi', name: '帽袜配饰', nameEn: 'Accessories', icon: 'sun-hat' },
    { slug: 'yutian', name: '雨天', nameEn: 'Rainy days', icon: 'raincoat' },
  ],
  products: catalogue('DS', [...dresses, ...tops, ...outers, ...mores, ...feetAndRain, ...seasons]),
  coupons: [
    {
      slug: 'ruhui',
      title: '入会礼 20 元',
      value: { kind: 'amount', amountFen: 2000 },
      thresholdFen: 16900,
      scope: { kind: 'all' },
      issuesTotal: 1500,
      perPerson: 1,
      validDays: 30,
    },
    {
      slug: 'qunzi9',
      title: '裙子九折',
      value: { kind: 'percent', discountBps: 1000, maxFen: 6000 },
      thresholdFen: 15000,
      scope: { kind: 'category', slugs: ['qunzi'] },
      issuesTotal: 600,
      perPerson: 1,
      validDays: 14,
    },
    {
      slug: 'man399',
      title: '满 399 减 60',
      value: { kind: 'amount', amountFen: 6000 },
      thresholdFen: 39900,
      scope: { kind: 'all' },
      issuesTotal: 800,
      perPerson: 2,
      validDays: 15,
    },
    {
      slug: 'yutian15',
      title: '雨具立减 15 元',
      value: { kind: 'amount', amountFen: 1500 },
      thresholdFen: 9900,
      scope: { kind: 'product', slugs: ['erduo-yuyi', 'bodian-yuxue', 'yuku'] },
      issuesTotal: 300,
      perPerson: 1,
      validDays: 10,
    },
    {
      slug: 'dianli',
      title: '到店口令券',
      value: { kind: 'amount', amountFen: 1000 },
      thresholdFen: 9900,
      scope: { kind: 'all' },
      issuesTotal: 500,
      perPerson: 1,
      code: 'DIDI10',
      validDays: 7,
    },
  ],
  mechanics: ['bundle', 'member-day', 'self-pickup'],
  campaigns: [
    {
      plugin: 'member-day',
      label: '周三会员日',
      config: { kind: 'percent', offBps: 1_200, roundTo: 'yuan' },
      recurrence: { every: 'week', days: [3], times: [{ from: '00:00', to: '24:00' }] },
      announceMinutes: 1440,
      audience: { kind: 'members' },
    },
    {
      plugin: 'bundle',
      label: '针织外套 第二件半价',
      config: { play: 'nth', units: 2, offBps: 5_000 },
      categories: ['zhenzhi', 'waitao'],
      days: 45,
    },
  ],
  localRegions: ['3301'],
  shipping: threeZones({
    home: { name: '江浙沪皖', provinceCodes: eastProvinces },
    homeFeeFen: 600,
    elsewhereFeeFen: 1000,
    farFeeFen: 2000,
    freeOverFen: 16900,
  }),
  stores: [
    {
      code: 'HB',
      name: '笛笛童衣 湖滨店',
      nameEn: 'Didi at the Lakeside',
      regionCode: '330102',
      address: '湖滨路 28 号 1 层',
      phone: '0571-8800 0128',
      hours: '每天 10:00–21:00',
      position: '30.25412,120.16328',
    },
    {
      code: 'WJ',
      name: '笛笛童衣 吴江路店',
      nameEn: 'Didi on Wujiang Road',
      regionCode: '310106',
      address: '吴江路 169 号 2 层',
      phone: '021-6200 0169',
      hours: '每天 10:00–21:30',
      position: '31.23147,121.46021',
    },
  ],
}
