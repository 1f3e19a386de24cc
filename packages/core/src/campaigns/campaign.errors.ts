import { defineErrors } from '../http/index.js'

export const CAMPAIGN_ERRORS = defineErrors({
  CAMPAIGN_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这个活动', en: 'No such campaign' },
  CAMPAIGN_CHANGED: {
    status: 409,
    'zh-CN': '这个活动刚刚被别人改过，请刷新后再改',
    en: 'Somebody has just changed this campaign; please reload',
  },
  CAMPAIGN_MECHANIC_UNKNOWN: {
    status: 422,
    'zh-CN': '没有安装这种活动玩法',
    en: 'This kind of campaign is not installed',
  },
  CAMPAIGN_CONFIG: {
    status: 422,
    'zh-CN': '活动规则有地方不对，请检查',
    en: 'The campaign’s rules are not valid',
  },
  CAMPAIGN_MECHANIC_FAILED: {
    status: 503,
    'zh-CN': '这种玩法的插件出错了，没能检查活动规则，什么都没有保存。请把插件关闭后重新开启再试，或联系平台',
    en: 'The plugin of this kind of campaign failed to check the rules, so nothing was saved; switch the plugin off and on again to try once more, or tell the platform',
  },
  CAMPAIGN_LABEL: {
    status: 422,
    'zh-CN': '活动名称要 1 到 60 个字',
    en: 'The name needs 1 to 60 characters',
  },
  CAMPAIGN_WINDOW: {
    status: 422,
    'zh-CN': '请填写活动时间：结束要晚于开始，最长一年',
    en: 'A campaign needs an end after its start, at most a year later',
  },
  CAMPAIGN_RECURRENCE: {
    status: 422,
    'zh-CN': '重复的日子或时段不对：时段不能重叠，每天最多 12 场',
    en: 'The days or times do not work: times may not overlap, at most 12 rounds a day',
  },
  CAMPAIGN_ANNOUNCE: {
    status: 422,
    'zh-CN': '提前公告的时间太长了：单次活动最多 30 天，重复活动最多 7 天',
    en: 'Announced too early: at most 30 days ahead, 7 days for a recurring campaign',
  },
  CAMPAIGN_AUDIENCE: { status: 422, 'zh-CN': '参加对象不对，请重新选择', en: 'The audience is not valid' },
  CAMPAIGN_SCOPE: {
    status: 422,
    'zh-CN': '请选择参加活动的商品，每类最多 500 个',
    en: 'Choose the goods of the campaign, at most 500 of a kind',
  },
  CAMPAIGN_PRIORITY: {
    status: 422,
    'zh-CN': '优先级要在 -1000 到 1000 之间',
    en: 'The priority is between −1000 and 1000',
  },
  CAMPAIGN_COMMISSION: {
    status: 422,
    'zh-CN': '活动佣金比例要在 1% 到 40% 之间',
    en: 'The commission of a campaign is between 1% and 40%',
  },
  CAMPAIGN_RUNNING: {
    status: 409,
    'zh-CN': '活动已公告或进行中，这些内容不能再改：可以改名称、提前或推迟结束',
    en: 'Announced or running: these can no longer change; its name and its end can',
  },
  CAMPAIGN_PROMISED: {
    status: 409,
    'zh-CN': '活动已公告或进行中，顾客看到的已经是承诺：只能改得对顾客更好，请看标出的地方',
    en: 'Announced or running: what shoppers were told holds, so this may only change in their favour; see the marked fields',
  },
  CAMPAIGN_STATE: {
    status: 409,
    'zh-CN': '活动现在的状态不能这样操作',
    en: 'This cannot be done with a campaign in its present state',
  },
  CAMPAIGN_PAST: {
    status: 409,
    'zh-CN': '活动时间已经过了，请重新选择',
    en: 'All of this campaign’s dates lie in the past',
  },
  CAMPAIGN_TOO_MANY: {
    status: 409,
    'zh-CN': '同时发布的活动最多 200 个',
    en: 'At most 200 campaigns can be published at a time',
  },
  CAMPAIGN_DATE: {
    status: 422,
    'zh-CN': '这一天不能这样调整：只能调整还没开始的日子，且场次不能重叠',
    en: 'This day cannot be changed so: only days to come, without rounds that overlap, at most 100',
  },
})

export type CampaignErrorCode = keyof typeof CAMPAIGN_ERRORS
