import { TreeSelect } from 'antd'
import { useTexts } from '../i18n/texts.js'
import { regionTree } from '../ui/regions.js'

interface RegionsFieldProps {
  readonly value?: readonly string[]
  readonly onChange?: (codes: string[]) => void
}

/** Provinces and cities; a province stands for all its cities. */
export function RegionsField({ value = [], onChange }: RegionsFieldProps) {
  const { schemaForm } = useTexts()
  return (
    <TreeSelect
      value={[...value]}
      treeData={regionTree}
      treeCheckable
      allowClear
      showCheckedStrategy={TreeSelect.SHOW_PARENT}
      showSearch={{ treeNodeFilterProp: 'title' }}
      placeholder={schemaForm.regions}
      onChange={(codes: string[]) => onChange?.(codes)}
    />
  )
}

interface RegionFieldProps {
  readonly value?: string | null
  readonly onChange?: (code: string | null) => void
}

/** One province or city. */
export function RegionField({ value = null, onChange }: RegionFieldProps) {
  const { schemaForm } = useTexts()
  return (
    <TreeSelect
      className="choice-field full"
      {...(value ? { value } : {})}
      treeData={regionTree}
      allowClear
      showSearch={{ treeNodeFilterProp: 'title' }}
      placeholder={schemaForm.region}
      onChange={(code: string | undefined) => onChange?.(code ?? null)}
    />
  )
}
