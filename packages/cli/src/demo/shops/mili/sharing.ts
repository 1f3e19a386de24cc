import type { DemoEndedSale, DemoEquipment } from '../../demo.types.js'

/** An evening of last week. */
export const lastSale: DemoEndedSale = {
  campaign: {
    plugin: 'flash-sale',
    label: '囤货之夜',
    config: {
      items: [
        { skuId: { sku: 'ML-1001-02' }, priceFen: 3_990, units: 8, perPerson: 2 },
        { skuId: { sku: 'ML-1030-02' }, priceFen: 3_590, units: 8, perPerson: 2 },
      ],
    },
    days: 2 / 24,
  },
  daysAgo: 6,
  minute: 20 * 60,
  orders: [
    {
      customerKey: 'mili-c005',
      afterMinutes: 1,
      line: { productSlug: 'pingguo-ni', skuCode: 'ML-1001-02', quantity: 2 },
    },
    {
      customerKey: 'mili-c008',
      afterMinutes: 4,
      line: { productSlug: 'shoukou-shijin', skuCode: 'ML-1030-02', quantity: 1 },
    },
    {
      customerKey: 'mili-c011',
      afterMinutes: 9,
      line: { productSlug: 'pingguo-ni', skuCode: 'ML-1001-02', quantity: 1 },
    },
    {
      customerKey: 'mili-c014',
      afterMinutes: 27,
      line: { productSlug: 'shoukou-shijin', skuCode: 'ML-1030-02', quantity: 2 },
    },
    {
      customerKey: 'mili-c017',
      afterMinutes: 63,
      line: { productSlug: 'pingguo-ni', skuCode: 'ML-1001-02', quantity: 2 },
    },
  ],
}

/** What those who share for the shop are given. */
export const equipment: DemoEquipment = {
  lessons: [
    {
      title: '分享前，先自己用三天',
      minutes: 3,
      body: [
        '# 为什么先用',
        '自己用过，才说得出哪里好、哪里一般。朋友问起来，你也答得上。',
        '# 三天里看什么',
        '- 宝宝愿不愿意用\n- 好不好洗、好不好收\n- 有没有味道、会不会掉色',
        '# 说不好的地方',
        '哪里一般也照实说，朋友下次才还听你的。',
      ].join('\n\n'),
    },
    {
      title: '带链接的内容，要写明是广告',
      minutes: 2,
      body: [
        '法律要求：收佣金的推荐，要让人一眼看出是广告。',
        '素材和海报里已经带了“广告”两个字，发的时候请留着。',
        '自己写的文案，开头加上【广告】就好。',
      ].join('\n\n'),
    },
    {
      title: '朋友要退货，怎么说',
      minutes: 2,
      body: [
        '先说：“没关系，我陪你看看怎么退。”退货在订单页里自己就能申请。',
        '退款后，这一单的佣金会按退的金额收回，不用你另外付钱。',
      ].join('\n\n'),
    },
  ],
  materials: [
    {
      kind: 'goods',
      title: '出门包里的苹果泥',
      words: '出门总带两袋，配料只有苹果。宝宝饿了拧开就能吃，吃完旋上盖子，不脏包。',
      sku: 'ML-1001-02',
      template: 'product',
    },
    {
      kind: 'moment',
      title: '晚上八点，孩子睡了',
      words: '今天的湿巾又见底了。趁孩子睡着补一单，明天出门就不慌。',
      sku: 'ML-1030-02',
      template: 'story',
    },
  ],
  proofs: [
    {
      picture: 'letter',
      categories: ['fushi'],
      daysLeft: 21,
      form: {
        brand: '一勺田',
        kind: 'letter',
        number: 'YST-2026-017',
        issuer: '一勺田食品',
        note: '授权米粒小铺在线销售一勺田辅食。',
        goods: 'some',
      },
    },
  ],
}
