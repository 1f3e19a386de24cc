import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { listMembers } from '../api/store.js'
import { useMay, useShop } from '../app/session.js'

interface StaffFieldProps {
  readonly id?: string
  readonly value?: string
  readonly onChange?: (staffId: string) => void
}

/** One of the people who work in this shop. */
export function StaffField({ id, value, onChange }: StaffFieldProps) {
  const { storeId } = useShop()
  const may = useMay('staff:read')
  const members = useQuery({
    queryKey: ['members', storeId],
    queryFn: () => listMembers(storeId),
    enabled: may,
    staleTime: 60_000,
  })
  return (
    <Select
      {...(id ? { id } : {})}
      {...(value ? { value } : {})}
      className="choice-field"
      showSearch={{ optionFilterProp: 'label' }}
      loading={may && members.isPending}
      options={(members.data?.items ?? []).map(({ staffId, name, login }) => ({
        value: staffId,
        label: name || login,
      }))}
      onChange={(chosen: string) => onChange?.(chosen)}
    />
  )
}
