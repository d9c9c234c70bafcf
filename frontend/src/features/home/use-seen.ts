import { type RefObject, useEffect, useRef, useState } from 'react';

/** A little before it comes into view. */
const MARGIN = '200px';

/** Whether somebody has come as far as this, once and for all: what lies below need not be loaded before. */
export function useSeen<T extends Element>(): { readonly ref: RefObject<T | null>; readonly isSeen: boolean } {
  const ref = useRef<T>(null);
  const [isSeen, setIsSeen] = useState(false);
  useEffect(() => {
    const place = ref.current;
    if (isSeen || !place) return;
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setIsSeen(true);
      },
      { rootMargin: MARGIN },
    );
    watch.observe(place);
    return () => watch.disconnect();
  }, [isSeen]);
  return { ref, isSeen };
}
