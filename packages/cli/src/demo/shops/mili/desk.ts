import type { DemoDesk, DemoParcel, DemoProduct } from '../../demo.types.js'

/** Nobody carries it: each buyer is given a code of her own. */
export const audioMonth: DemoProduct = {
  slug: 'yinpin-yueka',
  title: '米粒讲故事 音频月卡 兑换码',
  titleEn: 'Mili reads aloud, one month of audio',
  sellingPoint: '付款就给码，今晚睡前就能听',
  descriptionHtml:
    '<p>一个月里，每晚一个睡前故事，都是我自己录的。</p><ul><li><strong>时长</strong>：每个八到十二分钟</li><li><strong>用法</strong>：在听书小程序里输入兑换码</li></ul><p>虚拟商品，付款后在订单里看码，查看后不能退。</p>',
  brand: '米粒讲故事',
  category: 'huiben',
  tags: ['绘本', '睡前'],
  pictures: ['book', 'night-light'],
  options: [],
  variants: [
    { code: 'ML-9001-01', optionValues: [], priceFen: 1990, costFen: 300, weightGrams: 1, stock: 0 },
  ],
  baby: { ageMinMonths: 24, ageMaxMonths: 84, stage: '幼儿' },
  codes: { count: 24, prefix: 'MLGS', howTo: '打开“听书小屋”小程序，在“我的”里点“兑换”，输入这个码。' },
}

/** Sent the same afternoon, on its way at night, there by the afternoon of the third day. */
const arrived = (number: string): DemoParcel => ({
  carrier: '中通快递',
  number,
  sentAfter: 5,
  moves: [
    { state: 'on_way', after: 13 },
    { state: 'out_for_delivery', after: 46 },
    { state: 'delivered', after: 50 },
  ],
})

const back = (ask: number, accept: number) =>
  [
    { act: 'ask', after: ask },
    { act: 'accept', after: accept, note: '好的，请按下面的地址寄回来。' },
  ] as const

export const desk: DemoDesk = {
  template: {
    id: 'bulky',
    name: '大件（推车、安全座椅、门栏）',
    productSlugs: ['qingbian-tuiche', 'anquan-zuoyi', 'menlan', 'huabu-che'],
    rules: [
      { provinceCodes: ['65', '54'], fee: null },
      { provinceCodes: ['63', '15', '64', '62'], fee: { firstFen: 6000, nextFen: 4000, freeOverFen: null } },
      { provinceCodes: [], fee: { firstFen: 2000, nextFen: 1000, freeOverFen: 29_900 } },
    ],
  },
  returnAddress: {
    name: '米粒小铺售后',
    phone: '0571-8800 0103',
    region: '浙江省 杭州市 余杭区',
    street: '良渚街道 示例路 8 号 2 楼',
    hint: '请在包裹里放一张写着订单号的纸条，不收到付件。',
  },
  tags: [
    { name: '分两次发', color: 'blue' },
    { name: '要跟进', color: 'red' },
    { name: '老顾客', color: 'green' },
  ],
  orders: [
    // In two parcels: one is there, the other is at the door.
    {
      customerKey: 'mili-c002',
      daysAgo: 4,
      lines: [
        { slug: 'caihong-taquan', variant: 0 },
        { slug: 'shuangmian-pintu', variant: 1 },
      ],
      parcels: [
        { ...arrived('DEMO730100000021'), lines: [0] },
        {
          carrier: '顺丰速运',
          number: 'DEMO730100000022',
          sentAfter: 28,
          lines: [1],
          moves: [
            { state: 'on_way', after: 40 },
            { state: 'out_for_delivery', after: 70 },
          ],
        },
      ],
      tag: '分两次发',
      note: '拼图第二天才到货，已经和顾客说好分两个包裹。',
      invoice: {
        kind: 'company',
        title: '示例科技（杭州）有限公司',
        taxNumber: '91330100MA27XF2K0N',
        email: 'caiwu@example.com',
        after: 20,
      },
    },
    // Its carrier cannot reach her.
    {
      customerKey: 'mili-c004',
      daysAgo: 5,
      lines: [{ slug: 'zhebian-maozi', variant: 0 }],
      parcels: [
        {
          carrier: '圆通速递',
          number: 'DEMO730100000041',
          sentAfter: 6,
          moves: [
            { state: 'on_way', after: 14 },
            { state: 'problem', after: 60 },
          ],
        },
      ],
      tag: '要跟进',
      note: '快递说电话打不通，明天上午再打一次。',
    },
    // A code, given and looked at.
    {
      customerKey: 'mili-c005',
      daysAgo: 2,
      lines: [{ slug: 'yinpin-yueka', variant: 0 }],
      openedAfter: 9,
      invoice: {
        kind: 'personal',
        title: '李雨桐',
        taxNumber: '',
        email: 'mama5@example.com',
        after: 10,
        number: '26332000000012345678',
      },
    },
    // Asked since last evening.
    {
      customerKey: 'mili-c006',
      daysAgo: 6,
      lines: [{ slug: 'changxiu-haiyi', variant: 1 }],
      parcels: [arrived('DEMO730100000061')],
      receivedAfter: 54,
      aftersale: {
        kind: 'return',
        reason: 'quality',
        text: '左边袖口有一处开线，洗之前就有。',
        steps: [{ act: 'ask', after: 128 }],
      },
    },
    // Wanted back before it was sent.
    {
      customerKey: 'mili-c007',
      daysAgo: 1,
      lines: [{ slug: 'shayao-taozhuang', variant: 0 }],
      aftersale: {
        kind: 'refund',
        reason: 'wrong_order',
        text: '拍错了，想换成积木，我重新下单。',
        steps: [{ act: 'ask', after: 5 }],
      },
    },
    // Agreed to, on its way back.
    {
      customerKey: 'mili-c008',
      daysAgo: 9,
      lines: [{ slug: 'zhebian-maozi', variant: 1 }],
      parcels: [arrived('DEMO730100000081')],
      receivedAfter: 60,
      aftersale: {
        kind: 'return',
        reason: 'no_reason',
        text: '颜色和家里的衣服不搭，没有戴过。',
        steps: [...back(100, 106), { act: 'send', after: 132, note: 'DEMO930100000081' }],
      },
      tag: '老顾客',
    },
    // Refused, with a reason; she may ask once more.
    {
      customerKey: 'mili-c009',
      daysAgo: 6,
      lines: [{ slug: 'songkou-wazi', variant: 1 }],
      parcels: [arrived('DEMO730100000091')],
      receivedAfter: 52,
      aftersale: {
        kind: 'return',
        reason: 'no_reason',
        text: '想退。',
        steps: [
          { act: 'ask', after: 90 },
          { act: 'refuse', after: 100, note: '照片里袜子已经剪了吊牌、下过水，没法再卖，抱歉不能退。' },
        ],
      },
    },
    // Back at the shop, looked at, the money returned.
    {
      customerKey: 'mili-c010',
      daysAgo: 14,
      lines: [{ slug: 'jimu-100', variant: 0 }],
      parcels: [arrived('DEMO730100000101')],
      receivedAfter: 60,
      aftersale: {
        kind: 'return',
        reason: 'no_reason',
        text: '家里老人也买了一桶，这桶没有拆封。',
        steps: [
          ...back(90, 95),
          { act: 'send', after: 110, note: 'DEMO930100000101' },
          { act: 'arrive', after: 150 },
          { act: 'pass', after: 152 },
        ],
      },
    },
    // Exchanged for a bigger size, which waits to be sent.
    {
      customerKey: 'mili-c011',
      daysAgo: 8,
      lines: [{ slug: 'xuebu-xie', variant: 0 }],
      parcels: [arrived('DEMO730100000111')],
      receivedAfter: 51,
      aftersale: {
        kind: 'exchange',
        reason: 'wrong_size',
        text: '13 cm 顶脚了，换 13.5 cm。',
        wanted: 1,
        steps: [
          ...back(60, 64),
          { act: 'send', after: 80, note: 'DEMO930100000111' },
          { act: 'arrive', after: 130 },
          { act: 'pass', after: 160 },
        ],
      },
    },
    // Sent together, by a table.
    {
      customerKey: 'mili-c012',
      daysAgo: 2,
      lines: [{ slug: 'shuimian-taozhuang', variant: 1 }],
      inTable: 'DEMO730100000121',
    },
    {
      customerKey: 'mili-c013',
      daysAgo: 2,
      lines: [{ slug: 'fangshai-mao', variant: 1 }],
      inTable: 'DEMO730100000131',
    },
  ],
  wrongRows: [
    { order: '26010100000000', carrier: '中通快递', number: 'DEMO730100000901' },
    { order: 1, carrier: '中通快递', number: '7.3E+11' },
    { order: 7, carrier: '中通快递', number: 'DEMO730100000903' },
  ],
}
