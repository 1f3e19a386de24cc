import { field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { oneOf, words } from './choice.js'

/** Which goods it is for, and beside which offers it stands. */
export const goodsFields = {
  scope: oneOf(['all', 'products', 'categories'], {
    ...field('适用商品', 'Goods it is for', {
      ui: 'choice',
      options: {
        all: words('全部商品', 'All goods'),
        products: words('指定商品', 'Chosen products'),
        categories: words('指定分类', 'Chosen categories'),
      },
    }),
    default: 'all',
  }),
  scopeIds: Type.Optional(
    Type.Array(Type.String({ pattern: '^(prd|cat)_[0-9a-f]{32}$' }), {
      ...field('商品或分类', 'Products or categories', {
        ui: 'products',
        showWhen: { scope: ['products', 'categories'] },
      }),
      maxItems: 200,
    }),
  ),
  exceptIds: Type.Optional(
    Type.Array(Type.String({ pattern: '^(prd|cat)_[0-9a-f]{32}$' }), {
      ...field('不适用的商品', 'Goods it is not for', { ui: 'products' }),
      maxItems: 200,
    }),
  ),
  undiscountedOnly: Type.Optional(
    Type.Boolean({
      ...field('仅原价商品可用', 'Only goods at their original price', {
        ui: 'yes-no',
        help: words(
          '已享其他优惠价的商品不计入门槛，也不减',
          'Goods already reduced neither count nor are reduced',
        ),
      }),
      default: false,
    }),
  ),
  withFullReduction: Type.Optional(
    Type.Boolean({
      ...field('可与满减满折同用', 'Together with full reductions', { ui: 'yes-no' }),
      default: true,
    }),
  ),
  withBundle: Type.Optional(
    Type.Boolean({
      ...field('可与打包、加价购同用', 'Together with bundles', { ui: 'yes-no' }),
      default: true,
    }),
  ),
  withPoints: Type.Optional(
    Type.Boolean({ ...field('可与积分抵现同用', 'Together with points', { ui: 'yes-no' }), default: true }),
  ),
  withExclusive: Type.Optional(
    Type.Boolean({
      ...field('秒杀等专享价商品也可用', 'Also for goods at an exclusive price, like flash sales', {
        ui: 'yes-no',
      }),
      default: false,
    }),
  ),
  several: Type.Optional(
    Type.Boolean({
      ...field('一单可用多张', 'Several on one order', {
        ui: 'yes-no',
        help: words(
          '两张券都允许时才能同用；关闭时每单只能用一张',
          'Both coupons must allow it; otherwise one coupon per order',
        ),
      }),
      default: false,
    }),
  ),
}
