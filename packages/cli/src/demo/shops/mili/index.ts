import { catalogue } from '../../catalogue.js'
import type { DemoShop } from '../../demo.types.js'
import { eastProvinces, threeZones } from '../shipping.js'
import { cares } from './care.js'
import { audioMonth, desk } from './desk.js'
import { foods } from './food.js'
import { homes } from './home.js'
import { plays } from './play.js'
import { equipment, lastSale } from './sharing.js'

/** A mother who finds something every day and tells everybody before she sells it. */
export const mili: DemoShop = {
  slug: 'mili',
  skuPrefix: 'ML',
  name: '米粒小铺',
  nameEn: 'Mili’s finds',
  tagline: '一个妈妈每天认真挑几样好东西',
  taglineEn: 'A mother finds a few good things every day',
  brandColour: '#E8663D',
  logo: 'logo-mili',
  banner: 'banner-mili',
  announcements: ['满 99 元包邮，偏远地区按重量补一点运费，下单页算得清清楚楚'],
  stories: [
    {
      title: '为什么每天只上几样',
      bodyHtml:
        '<p>一样东西，我家先用；用得好，找工厂谈；谈好了，提前三天告诉大家。</p><p>所以一天只有几样，卖完就等下一回，<strong>不催单，也不加价</strong>。</p>',
      picture: 'bowl-spoon',
      productSlugs: ['xipan-wan', 'liti-weidou', 'ruan-shao', 'fenge-pan'],
    },
    {
      title: '出门包里的五样',
      bodyHtml:
        '<p>每次出门前我都照着这个单子装包：果泥两袋、小饼干一包、湿巾一包、水杯、还有那条纱布毯。</p>',
      picture: 'mommy-bag',
      productSlugs: ['pingguo-ni', 'naisu-bing', 'shoukou-shijin', 'xuexi-bei', 'shabu-bei'],
    },
    {
      title: '睡前半小时',
      bodyHtml:
        '<p>洗澡、抹香香、念两本书、关大灯开小灯。我家从一岁起就是这个顺序，孩子知道接下来是什么，就不闹。</p>',
      picture: 'night-light',
      productSlugs: ['muyu-er-he-yi', 'runfu-ru', 'wan-an-gushi', 'yueliang-yedeng'],
    },
  ],
  categories: [
    { slug: 'fushi', name: '辅食', nameEn: 'First foods', icon: 'puree-pouch' },
    { slug: 'lingshi', name: '小零食', nameEn: 'Snacks', icon: 'snack-bag' },
    { slug: 'canju', name: '餐具水杯', nameEn: 'Tableware', icon: 'bowl-spoon' },
    { slug: 'xihu', name: '洗护日用', nameEn: 'Care', icon: 'lotion' },
    { slug: 'tongzhuang', name: '贴身小衣', nameEn: 'Clothes', icon: 'onesie' },
    { slug: 'wanju', name: '玩具', nameEn: 'Toys', icon: 'rings' },
    { slug: 'huiben', name: '绘本', nameEn: 'Picture books', icon: 'book' },
    { slug: 'jiaju', name: '家居睡眠', nameEn: 'Home', icon: 'night-light' },
    { slug: 'chuxing', name: '出行', nameEn: 'On the way', icon: 'stroller' },
    { slug: 'mama', name: '妈妈自留', nameEn: 'For mothers', icon: 'mommy-bag' },
  ],
  products: [...catalogue('ML', [...foods, ...cares, ...plays, ...homes]), audioMonth],
  coupons: [
    {
      slug: 'xinke',
      title: '新朋友见面礼',
      value: { kind: 'amount', amountFen: 1000 },
      thresholdFen: 6900,
      scope: { kind: 'all' },
      issuesTotal: 2000,
      perPerson: 1,
      validDays: 15,
    },
    {
      slug: 'man199',
      title: '满 199 减 30',
      value: { kind: 'amount', amountFen: 3000 },
      thresholdFen: 19900,
      scope: { kind: 'all' },
      issuesTotal: 1000,
      perPerson: 2,
      validDays: 7,
    },
    {
      slug: 'huiben85',
      title: '绘本八五折',
      value: { kind: 'percent', discountBps: 1500, maxFen: 5000 },
      thresholdFen: 0,
      scope: { kind: 'category', slugs: ['huiben'] },
      issuesTotal: 500,
      perPerson: 1,
      validDays: 10,
    },
    {
      slug: 'qunliao',
      title: '群里才有的口令券',
      value: { kind: 'amount', amountFen: 500 },
      thresholdFen: 3900,
      scope: { kind: 'category', slugs: ['fushi', 'lingshi'] },
      issuesTotal: 300,
      perPerson: 1,
      code: 'MILI5',
      validDays: 3,
    },
  ],
  mechanics: [
    'full-reduction',
    'flash-sale',
    'distributor',
    'content-kit',
    'visitor-trail',
    'training',
    'brand-proof',
    'bulletin',
  ],
  campaigns: [
    {
      plugin: 'flash-sale',
      label: '每天两场秒杀',
      config: {
        items: [
          { skuId: { sku: 'ML-1021-01' }, priceFen: 5_900, units: 10, perPerson: 2 },
          { skuId: { sku: 'ML-1036-02' }, priceFen: 3_990, units: 10, perPerson: 2 },
          { skuId: { sku: 'ML-1051-01' }, priceFen: 4_990, units: 6, perPerson: 1 },
        ],
      },
      recurrence: {
        every: 'day',
        days: [],
        times: [
          { from: '10:00', to: '12:00' },
          { from: '20:00', to: '22:00' },
        ],
      },
      announceMinutes: 480,
    },
    {
      plugin: 'full-reduction',
      label: '冬日囤货 满 199 减 20',
      config: {
        tiers: [
          { thresholdFen: 19_900, amountFen: 2_000 },
          { thresholdFen: 39_900, amountFen: 5_000 },
        ],
      },
      days: 45,
    },
  ],
  endedSale: lastSale,
  equipment,
  localRegions: ['3301'],
  shipping: threeZones({
    home: { name: '江浙沪皖', provinceCodes: eastProvinces },
    homeFeeFen: 600,
    elsewhereFeeFen: 800,
    farFeeFen: 1800,
    freeOverFen: 9900,
  }),
  stores: [],
  desk,
}
