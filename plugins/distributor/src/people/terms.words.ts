/** What the recruit page says until the merchant writes something else. */
export const DEFAULT_PITCH =
  '你用过、觉得好的，分享给身边的妈妈。她通过你的链接买了，店里按实付金额给你一份佣金；不用囤货，不用垫钱，发货和售后都由店里来。'

/** What one agrees to on joining until the merchant writes something else. */
export const DEFAULT_TERMS = [
  '一、加入和离开都免费，随时可以。不收任何费用，也不用先买东西。',
  '二、佣金按顾客为商品实付的金额计算，不含运费；顾客退款时，按原来的比例扣回相应部分。',
  '三、佣金在顾客收货并过了退货期之后可以提现。',
  '四、请如实介绍商品：不夸大功效，不说医疗作用，不拿婴幼儿配方奶粉和母乳作比较。',
  '五、不向别人许诺收入，不以带来多少人作为任何条件。',
  '六、发布带链接的内容时，请标明“广告”。',
  '七、顾客的信息只用于服务她本人。',
  '八、离开后不再产生新的佣金，已经产生的照常结算。',
].join('\n')
