export { addToCart, type CartObstacle, type CartResult, mergeCart, setLineQuantity } from './cart.js'
export {
  CART_LINES_MAX,
  type CartLineRow,
  type CartOwner,
  cartCountQuery,
  cartLinesQuery,
  LINE_QUANTITY_MAX,
  mapCartLines,
} from './cart.queries.js'
