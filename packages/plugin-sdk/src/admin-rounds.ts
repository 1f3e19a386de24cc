import type { Words } from '@mamapu/kernel'
import type { AdminColumn, AdminList } from './admin.js'

const words = (zh: string, en: string): Words => ({ 'zh-CN': zh, en })

/** The state of a planned round, in the field `state`. */
export const roundState: AdminColumn = {
  field: 'state',
  title: words('状态', 'State'),
  kind: 'state',
  options: {
    upcoming: words('未开始', 'Upcoming'),
    announced: words('预告中', 'Announced'),
    running: words('进行中', 'Running'),
    paused: words('已暂停', 'Paused'),
    ended: words('已结束', 'Ended'),
    cancelled: words('已取消', 'Cancelled'),
  },
}

/** A list of a mechanic's planned rounds, `{ label, summary, startsAt, endsAt, state }` each; `about` heads the summary. */
export function roundsList(
  list: Pick<AdminList, 'name' | 'title' | 'route' | 'empty'> & { about: Words },
): AdminList {
  const { about, ...rest } = list
  return {
    ...rest,
    columns: [
      { field: 'label', title: words('活动', 'Campaign'), kind: 'text' },
      { field: 'summary', title: about, kind: 'text' },
      { field: 'startsAt', title: words('开始', 'From'), kind: 'datetime' },
      { field: 'endsAt', title: words('结束', 'Until'), kind: 'datetime' },
      roundState,
    ],
    rowActions: [],
    forms: [],
  }
}
