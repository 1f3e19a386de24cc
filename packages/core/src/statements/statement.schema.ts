import { Type } from 'typebox'
import { Instant } from '../http/index.js'
import type { PayeeMonth, Statement, StatementLine } from './statement.types.js'

const Fen = Type.Integer()
const FIGURES = {
  grossFen: Fen,
  reversedFen: Fen,
  feeFen: Fen,
  taxFen: Fen,
  otherFen: Fen,
  netFen: Fen,
  withdrawnFen: Fen,
}

/** Read by `parseMonth`, which says what is wrong with it. */
export const MonthText = Type.String({ maxLength: 10 })

export const FiguresReply = Type.Object(FIGURES)

export const PayeeMonthReply = Type.Object({
  payeeId: Type.String(),
  name: Type.String(),
  phoneMasked: Type.String(),
  ...FIGURES,
})

export const StatementReply = Type.Object({
  payeeId: Type.String(),
  month: Type.String(),
  isOpen: Type.Boolean(),
  openingFen: Fen,
  ...FIGURES,
  closingFen: Fen,
})

export const LineReply = Type.Object({
  id: Type.String(),
  at: Instant,
  kind: Type.Union([
    Type.Literal('commission'),
    Type.Literal('returned'),
    Type.Literal('withdrawal'),
    Type.Literal('fee'),
    Type.Literal('tax'),
    Type.Literal('other'),
  ]),
  amountFen: Fen,
  cause: Type.String(),
  orderNumber: Type.Union([Type.String(), Type.Null()]),
  productTitle: Type.Union([Type.String(), Type.Null()]),
})

export const payeeMonthReply = ({ figures, ...payee }: PayeeMonth) => ({ ...payee, ...figures })
export const statementReply = (statement: Statement) => ({ ...statement })
export const lineReply = (line: StatementLine) => ({ ...line, at: line.at.toISOString() })
