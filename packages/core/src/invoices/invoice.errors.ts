import { defineErrors } from '../http/index.js'

export const INVOICE_ERRORS = defineErrors({
  INVOICE_NOT_FOUND: { status: 404, 'zh-CN': '没有找到这张发票', en: 'No such invoice' },
  INVOICE_THERE: {
    status: 409,
    'zh-CN': '这个订单已经申请过发票了，进度可以在订单页看到',
    en: 'An invoice has already been asked for; the order page shows how far it is',
  },
  INVOICE_NOTHING: {
    status: 409,
    'zh-CN': '没有实付金额，开不了发票',
    en: 'Nothing was paid that an invoice could be made out for',
  },
  INVOICE_TAX_NUMBER: {
    status: 400,
    'zh-CN': '税号不对，应是 18 位统一社会信用代码，请核对',
    en: 'That is no tax number: 18 digits and letters, please check',
  },
  INVOICE_BUYER: {
    status: 400,
    'zh-CN': '请填写发票抬头和邮箱',
    en: 'Please give a title and an e-mail address',
  },
  INVOICE_STATE: {
    status: 409,
    'zh-CN': '发票现在的状态不能这样做',
    en: 'The invoice is not in a state that allows this',
  },
  INVOICE_PDF: { status: 415, 'zh-CN': '这个文件不是 PDF', en: 'That file is no PDF' },
  INVOICE_PDF_LARGE: { status: 413, 'zh-CN': 'PDF 不能超过 2 MB', en: 'The PDF may have 2 MB at most' },
})

export type InvoiceErrorCode = keyof typeof INVOICE_ERRORS
