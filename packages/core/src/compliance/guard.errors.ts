import { defineErrors } from '../http/index.js'

/** What the guard refuses with, whoever wrote the text; every plugin may answer with these. */
export const GUARD_ERRORS = defineErrors({
  TEXT_FORBIDDEN: {
    status: 422,
    'zh-CN': '有些话不能这样写，请按标出的地方修改，什么都没有保存',
    en: 'Some of this may not be said; please change the marked words. Nothing was saved',
  },
  TEXT_UNACKNOWLEDGED: {
    status: 422,
    'zh-CN': '有些话要有依据才能写，请核对标出的地方，确认后再保存',
    en: 'Some of this needs proof; please check the marked words and confirm them before saving',
  },
})
