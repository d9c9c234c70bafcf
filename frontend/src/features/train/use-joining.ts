import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Hex } from 'viem';
import { pathOnList } from './admission-list.ts';
import { judgeRules, policyOf, type RuleName } from './policy-rules.ts';
import type { TrainTask } from './use-train-task.ts';

const NO_LIST: readonly Hex[] = [];

/** What has to be agreed to, and shown, before somebody can enrol. */
export function useJoining({ task, deposit }: TrainTask, account: Hex | undefined) {
  const [accepted, setAccepted] = useState<ReadonlySet<RuleName>>(new Set());
  const rules = judgeRules(task);
  const needsList = BigInt(task.admissionRoot) !== 0n;
  const list = useMutation({
    mutationFn: async (file: File) => {
      if (!account) throw new Error('a list is asked for with an account');
      return { account, path: pathOnList(await file.text(), { root: task.admissionRoot, account }) };
    },
  });
  const path = list.data?.account === account ? list.data?.path : undefined;
  return {
    ...{ rules, accepted, needsList, list, hasList: path !== undefined },
    accept(rule: RuleName, agreed: boolean) {
      setAccepted(new Set(agreed ? [...accepted, rule] : [...accepted].filter((each) => each !== rule)));
    },
    /** Undefined while something is still to be agreed to, or to be shown. */
    setup:
      rules.every(({ rule, met }) => met || accepted.has(rule)) && (!needsList || path !== undefined)
        ? { policy: policyOf(task, accepted, deposit), admission: path ?? NO_LIST }
        : undefined,
  };
}

export type Joining = ReturnType<typeof useJoining>;
