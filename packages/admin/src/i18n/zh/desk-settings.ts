export const deskSettings = {
  title: '订单设置',
  tags: '订单标签',
  tagsHelp: '给订单分类用，店里人都能打。最多 50 个。',
  deleteTag: '删除',
  deleteTagHelp: (name: string) => `“${name}”会从所有订单上去掉，订单本身不受影响。`,
  risk: '订单提醒',
  riskHelp: '达到这些数，订单上会出现提醒。只是提醒，不会拦住订单；填 0 就不提醒。',
  numbers: {
    windowHours: '多少小时以内算“短时间”',
    sameDoorOrders: '短时间内，同一地址下了几单',
    samePhoneOrders: '短时间内，同一手机号下了几单',
    manyUnits: '一单买了多少件',
    refundedOrders: '最近 20 单里退过几单',
    nearZeroFen: '应付低于多少元',
    firstOrderFen: '第一次下单，应付达到多少元',
    belowCost: '卖价低于成本',
  },
}
