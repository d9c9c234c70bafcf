import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { recoverTypedDataAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { errorCode } from '../errors/index.ts';
import { assertRefused, SEEDED } from './test-support.ts';
import { authoriseWith, formatAuthorization, parseAuthorization, type Upload, uploadTypedData } from './upload.ts';

const CID = 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e';
const account = privateKeyToAccount(`0x${'11'.repeat(32)}`);
const upload: Upload = { audience: 'http://127.0.0.1:8590', cid: CID, size: 1234, expires: 1_800_000_000 };
const header = await authoriseWith(account)(upload);
const fields = JSON.parse(atob(header.slice(6).replaceAll('-', '+').replaceAll('_', '/'))) as Record<string, unknown>;
const encode = (text: string) => `Tacit ${Buffer.from(text).toString('base64url')}`;
const withFields = (change: object) => encode(JSON.stringify({ ...fields, ...change }));

describe('authoriseWith', () => {
  it('signs what a pin node can check against its own address', async () => {
    const { address, signature, ...rest } = parseAuthorization(header);
    assert.equal(address, account.address.toLowerCase());
    assert.deepEqual(rest, { cid: CID, size: 1234, expires: 1_800_000_000 });
    const recover = (audience: string) =>
      recoverTypedDataAddress({ ...uploadTypedData({ ...rest, audience }), signature });
    assert.equal(await recover(upload.audience), account.address);
    assert.notEqual(await recover('http://127.0.0.1:8591'), account.address);
  });
});

describe('parseAuthorization', () => {
  it('gives back what was formatted, in one spelling', () => {
    const parsed = parseAuthorization(header);
    assert.equal(formatAuthorization(parsed), header);
    assert.doesNotMatch(header.slice(6), /[^\w-]/);
  });

  it('tells a missing header from a wrong one', () => {
    for (const none of [undefined, null, '', 5, ['Tacit x'], {}]) {
      assertRefused('UPLOAD_NOT_SIGNED', () => parseAuthorization(none));
    }
  });

  it('refuses other schemes, alphabets and lengths', () => {
    const token = header.slice(6);
    const others = [
      ...[token, `Bearer ${token}`, `tacit ${token}`, `Tacit  ${token}`, ` ${header}`, `${header} `, `${header}\n`],
      ...[
        `${header}=`,
        `${header},${header}`,
        'Tacit',
        'Tacit ',
        'Tacit =',
        'Tacit a',
        `Tacit ${'A'.repeat(1_000_000)}`,
      ],
      ...[encode(''), encode('{'), encode('null'), encode('5'), encode('"x"'), encode('[]'), encode('{}')],
      ...[encode('{"a":'.repeat(150)), encode('\u00ff')],
    ];
    for (const text of others) assertRefused('UPLOAD_INVALID', () => parseAuthorization(text));
  });

  it('refuses a field that is missing, unknown, twice, or of another type', () => {
    for (const name of Object.keys(fields)) {
      for (const value of [undefined, null, true, [], {}, '', -1, 1.5, 2 ** 53, 1e300, [fields[name]]]) {
        assert.throws(() => parseAuthorization(withFields({ [name]: value })), { name: 'ProtocolError' }, name);
      }
    }
    assertRefused('UPLOAD_INVALID', () => parseAuthorization(withFields({ audience: upload.audience })));
    assertRefused('UPLOAD_INVALID', () => parseAuthorization(withFields({ size: '1234' })));
    assertRefused('UPLOAD_INVALID', () => parseAuthorization(withFields({ size: 0 })));
    const json = JSON.stringify(fields);
    assertRefused('UPLOAD_INVALID', () => parseAuthorization(encode(json.replace('{', '{"size":1,'))));
    assertRefused('UPLOAD_INVALID', () => parseAuthorization(encode(json.replace('{', '{"__proto__":{},'))));
  });

  it('refuses other spellings of the same fields', () => {
    const json = JSON.stringify(fields);
    const { address, ...rest } = fields;
    const spellings = [
      ...[` ${json}`, `${json}\n`, json.replace(':1234', ':1234.0'), json.replace(':1234', ':1.234e3')],
      ...[json.replace('"cid"', '"\\u0063id"'), JSON.stringify({ ...rest, address })],
      JSON.stringify({ ...fields, address: account.address }),
      JSON.stringify({ ...fields, signature: String(fields.signature).toUpperCase() }),
    ];
    for (const text of spellings) assertRefused('UPLOAD_INVALID', () => parseAuthorization(encode(text)));
    assertRefused('CID_INVALID', () => parseAuthorization(withFields({ cid: CID.toUpperCase() })));
    assertRefused('CID_INVALID', () => parseAuthorization(withFields({ cid: `${CID}/../x` })));
    // Bits to spare at the end of the base64url.
    const token = header.slice(6);
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const accepted = [...last].filter((letter) => {
      try {
        return parseAuthorization(`Tacit ${token.slice(0, -1)}${letter}`) !== undefined;
      } catch {
        return false;
      }
    });
    assert.deepEqual(accepted, [token.at(-1)]);
  });

  it('reads or refuses any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, wrapped) => {
        try {
          parseAuthorization(wrapped ? encode(text) : `Tacit ${text}`);
          assert.fail('accepted');
        } catch (error) {
          assert.equal(errorCode(error), 'UPLOAD_INVALID');
        }
      }),
      { ...SEEDED, numRuns: 200 },
    );
  });
});
