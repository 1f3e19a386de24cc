export { freezeAmounts } from './earning.rules.js'
