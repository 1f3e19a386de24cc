import { PlusOutlined } from '@ant-design/icons'
import { Alert, Button, Input, Select } from 'antd'
import { useTexts } from '../../i18n/texts.js'
import { type Option, refill } from '../../ui/matrix.js'
import { blankSku, type SkuFields, VARIANTS_MAX, type Variants } from './draft.js'
import { OneVariant } from './one-variant.js'
import { VariantMatrix } from './variant-matrix.js'

const OPTIONS_MAX = 3

interface VariantsFieldProps {
  readonly value?: Variants
  readonly onChange?: (variants: Variants) => void
  readonly currency: string
}

/** Price and stock: a few fields for one variant, or options and the matrix of what they make. */
export function VariantsField({ value, onChange, currency }: VariantsFieldProps) {
  const { products } = useTexts()
  const variants = value ?? { options: [], skus: [blankSku([])] }
  const { options, skus } = variants
  const setOptions = (wanted: readonly Option[]) => {
    const made = refill(skus, wanted, (values) => blankLike(skus[0], values))
    onChange?.({ options: wanted, skus: wanted.some(({ values }) => values.length === 0) ? skus : made })
  }
  const change = (index: number, part: Partial<SkuFields>) =>
    onChange?.({ options, skus: skus.map((sku, at) => (at === index ? { ...sku, ...part } : sku)) })
  const fill = (part: Partial<SkuFields>) =>
    onChange?.({ options, skus: skus.map((sku) => ({ ...sku, ...part })) })
  const [only] = skus
  return (
    <>
      {options.length === 0 && only && (
        <OneVariant sku={only} currency={currency} onChange={(part) => change(0, part)} />
      )}
      {options.map((option, index) => (
        <OptionLine
          key={`option-${index + 1}`}
          option={option}
          onChange={(wanted) => setOptions(options.map((one, at) => (at === index ? wanted : one)))}
          onRemove={() => setOptions(options.filter((_, at) => at !== index))}
        />
      ))}
      {options.length < OPTIONS_MAX && (
        <Button
          type="dashed"
          icon={<PlusOutlined />}
          className="option-add"
          onClick={() => onChange?.({ options: [...options, { name: '', values: [] }], skus })}
        >
          {options.length === 0 ? products.addOptions : products.addOption}
        </Button>
      )}
      {skus.length > VARIANTS_MAX && <Alert type="error" title={products.tooMany} />}
      {options.length > 0 && options.every(({ values }) => values.length > 0) && (
        <VariantMatrix
          skus={skus.slice(0, VARIANTS_MAX)}
          currency={currency}
          onChange={change}
          onFill={fill}
        />
      )}
    </>
  )
}

/** A new combination starts with what the first one costs and weighs. */
function blankLike(first: SkuFields | undefined, values: readonly string[]): SkuFields {
  const blank = blankSku(values)
  if (!first) return blank
  const { price, compareAt, cost, floor, weightGram } = first
  return { ...blank, price, compareAt, cost, floor, weightGram }
}

interface OptionLineProps {
  readonly option: Option
  readonly onChange: (option: Option) => void
  readonly onRemove: () => void
}

function OptionLine({ option, onChange, onRemove }: OptionLineProps) {
  const { products } = useTexts()
  return (
    <div className="option-line">
      <Input
        aria-label={products.option}
        placeholder={products.optionExample}
        value={option.name}
        maxLength={30}
        onChange={(event) => onChange({ ...option, name: event.target.value })}
      />
      <div className="option-values">
        <Select
          className="full"
          mode="tags"
          aria-label={products.values}
          placeholder={products.valuesHelp}
          value={[...option.values]}
          tokenSeparators={[',', '，', '、']}
          open={false}
          suffixIcon={null}
          onChange={(values: string[]) => onChange({ ...option, values: tidy(values) })}
        />
      </div>
      <Button type="text" danger onClick={onRemove}>
        {products.removeOption}
      </Button>
    </div>
  )
}

function tidy(values: readonly string[]): string[] {
  return [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))]
}
