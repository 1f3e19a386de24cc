import type { Locale } from '@mamapu/kernel'

const zh = {
  title: '妈妈铺 · 开一家母婴小店',
  description: '给妈妈们的开店工具：上架商品、发优惠券、处理订单，一家店一个网址。',
  name: '妈妈铺',
  signIn: '登录后台',
  other: 'English',
  heading: '开一家母婴小店，',
  headingMore: '从这里几分钟开张',
  lead: '上架商品，分享链接，顾客在手机上下单，你在后台发货。一家店一个网址，优惠券这样的玩法按店开关。',
  open: '开店',
  look: '先逛示例店铺',
  glance: '一眼看懂',
  points: [
    ['几分钟开张', '注册、取店名、放上第一件商品就能分享。已有商品表格？用 CSV 一次导入。'],
    ['玩法是插件', '想发优惠券就打开，不想用就关掉。每家店自己决定，已经发出去的券照样算数。'],
    ['每一分钱都对得上', '优惠摊到每件商品，部分退款退多少一清二楚，加起来正好等于实付。'],
    ['店与店互不相见', '每家店的商品、订单和顾客由数据库隔开，手机号和地址加密保存。'],
  ],
  shops: '逛逛示例店铺',
  shopsLead: '几家性格不同的店，九十天的订单，都是演示数据。进去买一单试试：收银台是沙盒，不会真的扣款。',
  visit: '进店看看',
  account: '用示例账号进后台',
  accountLead: '示例店铺都在店主名下，店员看到的少一些。',
  merchant: '店主',
  clerk: '店员',
  login: '账号',
  password: '密码',
  enter: '去登录',
  accountNote: '示例账号只属于这一套系统；改了密码，这里就不再显示。',
  developers: '给开发者',
  developersLead: '后台能做的，接口都能做。每条接口都写明了参数和返回。',
  docs: '接口文档',
  openapi: 'OpenAPI 3.1',
} as const

type Texts = {
  readonly [K in keyof typeof zh]: K extends 'points' ? readonly (readonly [string, string])[] : string
}

const en: Texts = {
  title: 'Mamapu · open your own baby shop',
  description: 'A shop builder for mothers who sell: goods, coupons and orders, one address per shop.',
  name: 'Mamapu',
  signIn: 'Sign in',
  other: '中文',
  heading: 'Your own baby shop,',
  headingMore: 'open in a few minutes',
  lead: 'Put up your goods and share the link. Shoppers order on their phones, you ship from the console. Each shop has an address of its own, and mechanics such as coupons are switched on shop by shop.',
  open: 'Open a shop',
  look: 'See the demo shops',
  glance: 'At a glance',
  points: [
    [
      'Open in minutes',
      'Sign up, name the shop, add the first product, share. Got a table of goods? Import the CSV.',
    ],
    [
      'Mechanics are plugins',
      'Switch coupons on, or leave them off: every shop decides. What was given out stays good.',
    ],
    [
      'Every cent adds up',
      'Discounts are shared out to each item, so partial refunds add up to exactly what was paid.',
    ],
    [
      'Shops never meet',
      'The database keeps goods, orders and customers of each shop apart; phones and addresses are sealed.',
    ],
  ],
  shops: 'The demo shops',
  shopsLead:
    'Shops of different characters with ninety days of orders, all of it made up. Go in and buy: the cashier is a sandbox and moves no money.',
  visit: 'Visit',
  account: 'See the console from inside',
  accountLead: 'The demo shops belong to the merchant; the clerk sees less of them.',
  merchant: 'Merchant',
  clerk: 'Clerk',
  login: 'Login',
  password: 'Password',
  enter: 'Go and sign in',
  accountNote:
    'These accounts exist on this installation alone; change a password and it is no longer shown.',
  developers: 'For developers',
  developersLead:
    'What the console does goes through an open API, with every parameter and answer described.',
  docs: 'API reference',
  openapi: 'OpenAPI 3.1',
}

/** What the landing page says, in the visitor's language. */
export const landingWords: Readonly<Record<Locale, Texts>> = { 'zh-CN': zh, en }
export type LandingWords = Texts
