import type { TenantTx } from '@mamapu/db'
import { type Id, uuidOf } from '@mamapu/kernel'

/** Puts the code into the operator's message log, the channel of an installation without a text-message provider. */
export async function sendCode(
  tx: TenantTx,
  message: { id: Id<'msg'>; phoneMasked: string; code: string; at: Date },
): Promise<void> {
  await tx.sql`
    insert into messages (tenant_id, id, channel, template, address_masked, text, data, dedupe_key, created_at)
    values (${tx.tenantId}, ${uuidOf(message.id)}, 'log', 'login-code', ${message.phoneMasked},
            ${`验证码 ${message.code},10 分钟内有效。请勿告诉他人。`},
            ${JSON.stringify({ code: message.code })}::text::jsonb, ${`login-code:${message.id}`}, ${message.at})`
}
