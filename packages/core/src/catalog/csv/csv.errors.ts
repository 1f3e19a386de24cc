import { defineErrors } from '../../http/index.js'

export const CSV_ERRORS = defineErrors({
  CSV_NO_FILE: { status: 400, 'zh-CN': '没有收到文件', en: 'No file was sent' },
  CSV_EMPTY: { status: 422, 'zh-CN': '表格里没有商品', en: 'The table has no products' },
  CSV_TOO_LARGE: { status: 413, 'zh-CN': '表格不能超过 5 MB', en: 'The table may have 5 MB at most' },
  CSV_TOO_MANY_ROWS: { status: 422, 'zh-CN': '一次最多导入 20000 行', en: 'At most 20,000 rows at once' },
  CSV_ENCODING: {
    status: 422,
    'zh-CN': '文件的文字编码有误，请用 UTF-8 重新保存',
    en: 'The text encoding is broken; please save the file as UTF-8',
  },
  CSV_BROKEN: {
    status: 422,
    'zh-CN': '表格格式有误，可能缺少引号',
    en: 'The table is malformed; a quote may be missing',
  },
  CSV_COLUMNS_MISSING: { status: 422, 'zh-CN': '缺少必需的列', en: 'Required columns are missing' },
  CSV_COLUMNS_REPEATED: { status: 422, 'zh-CN': '有的列重复了', en: 'Some columns are repeated' },
  CSV_TOO_MANY_IMPORTS: {
    status: 409,
    'zh-CN': '还有导入没有完成，请稍后再试',
    en: 'Other imports are still running; please wait',
  },
  IMPORT_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这次导入', en: 'No such import' },
})
