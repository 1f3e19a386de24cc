import { catalogue } from '../../catalogue.js'
import type { DemoShop } from '../../demo.types.js'
import { southProvinces, threeZones } from '../shipping.js'
import { feedings } from './feeding.js'
import { nappies } from './nappies.js'
import { skins } from './skin.js'

/** A nursery brand whose customers grow with it: 粉丝, 会员, VIP, SVIP. */
export const chuyou: DemoShop = {
  slug: 'chuyou',
  skuPrefix: 'CY',
  name: '初柚护理',
  nameEn: 'Chuyou nursery care',
  tagline: '成分写在正面，安心放在手边',
  taglineEn: 'Ingredients on the front, peace of mind at hand',
  brandColour: '#4F8A7C',
  logo: 'logo-chuyou',
  banner: 'banner-chuyou',
  announcements: ['满 129 元包邮，补充装和正装可以一起凑', '纸尿裤拆包前 30 天免费换码，孩子长得快也不怕囤'],
  stories: [
    {
      title: '成分表，放在正面',
      bodyHtml:
        '<p>一瓶乳液里有什么、各有什么用，我们印在瓶子正面。看得懂，才谈得上安心。</p><p><strong>不认识的词，长按就有解释。</strong></p>',
      picture: 'lotion',
      productSlugs: ['baoshi-ru', 'zirun-shuang', 'hutun-ru', 'muyu-lu'],
    },
    {
      title: '换尿裤的一天',
      bodyHtml: '<p>白天用云薄，夜里用整夜，会走了换拉拉裤。三款分开买，比一款用到底省。</p>',
      picture: 'diapers',
      productSlugs: ['yunbao-niaoku', 'yeyong-niaoku', 'lalaku', 'pipi-jin'],
    },
    {
      title: '会员怎么升级',
      bodyHtml:
        '<ul><li><strong>粉丝</strong>：关注就是</li><li><strong>会员</strong>：留下手机号</li><li><strong>VIP</strong> 和 <strong>SVIP</strong>：在这里用得久，自然就到了</li></ul><p>升级不用交钱，也不用拉人。</p>',
      picture: 'towel',
      productSlugs: ['lvxing-zhuang', 'mianrou-jin', 'naiping'],
    },
  ],
  categories: [
    { slug: 'hufu', name: '护肤', nameEn: 'Skin care', icon: 'lotion' },
    { slug: 'xizao', name: '洗澡', nameEn: 'Bath', icon: 'bath-tub' },
    { slug: 'niaoku', name: '纸尿裤', nameEn: 'Nappies', icon: 'diapers' },
    { slug: 'zhijin', name: '湿巾棉巾', nameEn: 'Wipes', icon: 'wipes' },
    { slug: 'weiyang', name: '喂养', nameEn: 'Feeding', icon: 'bottle' },
    { slug: 'yingyang', name: '幼儿食品', nameEn: 'Toddler food', icon: 'milk-tin' },
    { slug: 'qingjie', name: '清洁', nameEn: 'Cleaning', icon: 'towel' },
    { slug: 'riyong', name: '日用睡眠', nameEn: 'Everyday', icon: 'night-light' },
    { slug: 'mama', name: '妈妈', nameEn: 'For mothers', icon: 'nursing-pillow' },
  ],
  products: catalogue('CY', [...skins, ...nappies, ...feedings]),
  coupons: [
    {
      slug: 'huiyuan15',
      title: '会员见面礼',
      value: { kind: 'amount', amountFen: 1500 },
      thresholdFen: 9900,
      scope: { kind: 'all' },
      issuesTotal: 2000,
      perPerson: 1,
      validDays: 30,
    },
    {
      slug: 'hufu88',
      title: '护肤八八折',
      value: { kind: 'percent', discountBps: 1200, maxFen: 5000 },
      thresholdFen: 9900,
      scope: { kind: 'category', slugs: ['hufu', 'xizao'] },
      issuesTotal: 800,
      perPerson: 2,
      validDays: 20,
    },
    {
      slug: 'niaoku30',
      title: '纸尿裤满 299 减 30',
      value: { kind: 'amount', amountFen: 3000 },
      thresholdFen: 29900,
      scope: { kind: 'category', slugs: ['niaoku'] },
      issuesTotal: 600,
      perPerson: 2,
      validDays: 30,
    },
    {
      slug: 'daichan',
      title: '待产包专享',
      value: { kind: 'amount', amountFen: 4000 },
      thresholdFen: 29900,
      scope: { kind: 'product', slugs: ['daichan-bao'] },
      issuesTotal: 100,
      perPerson: 1,
      code: 'WELCOME',
      validDays: 60,
    },
  ],
  mechanics: ['levels', 'points', 'member-day'],
  campaigns: [
    {
      plugin: 'member-day',
      label: '逢八囤货日 双倍积分',
      config: { kind: 'percent', offBps: 800, roundTo: 'jiao', pointsBps: 20_000 },
      categories: ['niaoku', 'zhijin'],
      recurrence: { every: 'month', days: [8, 18, 28], times: [{ from: '00:00', to: '24:00' }] },
      announceMinutes: 2880,
      audience: { kind: 'members' },
    },
  ],
  shipping: threeZones({
    home: { name: '两广闽琼', provinceCodes: southProvinces },
    homeFeeFen: 600,
    elsewhereFeeFen: 800,
    farFeeFen: 1600,
    freeOverFen: 12900,
  }),
  stores: [],
}
