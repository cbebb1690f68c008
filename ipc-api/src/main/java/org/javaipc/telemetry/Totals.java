package org.javaipc.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.javaipc.Address;
import org.javaipc.EndMetrics;
import org.javaipc.EndRole;
import org.javaipc.EndTotals;
import org.javaipc.IpcMetrics;
import org.jspecify.annotations.Nullable;

/** Adds up what ends have done, by configured address and role; of bounded size. Under the lock of {@link OpenEnds}. */
public final class Totals {
  private static final ThreadLocal<@Nullable Address> OWNER = new ThreadLocal<>();

  private final Map<Key, Sum> sums = new LinkedHashMap<>();

  Totals() {}

  private record Key(Address address, EndRole role) {
    // Written out: the JDK's own for records keeps the classes of what is compared, and so their
    // loader.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && key.role.equals(role)
          && key.address.toString().equals(address.toString());
    }

    @Override
    public int hashCode() {
      return 31 * address.toString().hashCode() + role.name().hashCode();
    }
  }

  /** What an end has not taken yet. */
  record Behind(long messages, long bytes) {
    private static final Behind NOTHING = new Behind(0, 0);
  }

  private static final class Sum {
    private long opened;
    private long open;
    private long messages;
    private long bytes;
    private long waits;
    private long peerDeaths;
    private long missed;
    private long disconnected;
    private long unread;
    private long unreadBytes;

    private void add(EndMetrics end) {
      messages += end.messages();
      bytes += end.bytes();
      waits += end.waits();
      peerDeaths += end.peerDeaths();
      missed += end.missed();
      disconnected += end.disconnected();
    }

    private void add(Behind behind) {
      unread = sum(unread, behind.messages);
      unreadBytes = sum(unreadBytes, behind.bytes);
    }

    private static long sum(long one, long other) {
      boolean known = one != EndMetrics.UNKNOWN && other != EndMetrics.UNKNOWN;
      return known ? one + other : EndMetrics.UNKNOWN;
    }

    private Sum copy() {
      Sum copy = new Sum();
      copy.opened = opened;
      copy.open = open;
      copy.messages = messages;
      copy.bytes = bytes;
      copy.waits = waits;
      copy.peerDeaths = peerDeaths;
      copy.missed = missed;
      copy.disconnected = disconnected;
      return copy;
    }
  }

  /** Ends the time in which this thread opens ends on behalf of an address. */
  public interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Counts the ends that this thread opens from now on under another address than their own.
   *
   * @param owner the address, such as that of a server
   * @return ends that
   */
  public static Scope onBehalfOf(Address owner) {
    OWNER.set(owner);
    return OWNER::remove;
  }

  /**
   * {@return the address under which an end counts that this thread opens}
   *
   * @param own address of the end
   */
  public static Address owner(Address own) {
    Address owner = OWNER.get();
    return owner == null ? own : owner;
  }

  void opened(Address owner, EndRole role) {
    Sum sum = sum(owner, role);
    sum.opened++;
    sum.open++;
  }

  void closed(Address owner, EndMetrics end) {
    Sum sum = sum(owner, end.role());
    sum.open--;
    sum.add(end);
  }

  /** Of an address that is one too many, that of all these. */
  private Sum sum(Address owner, EndRole role) {
    Key key = new Key(owner, role);
    Sum known = sums.get(key);
    if (known != null) {
      return known;
    }
    Key kept =
        sums.size() < IpcMetrics.MOST_TOTALS
            ? key
            : new Key(Address.of(owner.scheme(), "others"), role);
    return sums.computeIfAbsent(kept, _ -> new Sum());
  }

  /** {@return the sums with what is open, and what that has not read} */
  List<EndTotals> with(Map<EndMetrics, Address> open, Map<EndMetrics, Behind> unread) {
    Map<Sum, Sum> now = new LinkedHashMap<>();
    List<Key> keys = new ArrayList<>(sums.keySet());
    sums.values().forEach(sum -> now.put(sum, sum.copy()));
    open.forEach((end, owner) -> {
      Sum sum = now.get(sum(owner, end.role()));
      if (sum != null) {
        sum.add(end);
        sum.add(unread.getOrDefault(end, Behind.NOTHING));
      }
    });
    List<EndTotals> totals = new ArrayList<>();
    List<Sum> copies = new ArrayList<>(now.values());
    for (int i = 0; i < keys.size(); i++) {
      Key key = keys.get(i);
      Sum sum = copies.get(i);
      totals.add(
          new EndTotals(
              key.address(),
              key.role(),
              sum.opened,
              sum.open,
              sum.messages,
              sum.bytes,
              sum.waits,
              sum.peerDeaths,
              sum.unread,
              sum.missed,
              sum.disconnected,
              sum.unreadBytes));
    }
    return totals;
  }
}
