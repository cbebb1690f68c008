/**
 * The implementation of every memory transport's topics: one to many.
 *
 * <pre>
 *                       topic's region                     subscription's own region
 * PublishingEnd --TopicWriter--&gt; lane --TopicReader--&gt; SubscribingEnd --position, sleep word--+
 *       ^                         ...                                                         |
 *       +---Subscribers, Subscriber &lt;--------------------------------------------------------+
 * </pre>
 *
 * <p>{@code TopicDescriptor} and {@code SubscriptionDescriptor} define the formats; {@code TopicReader} explains why no
 * message is torn. {@code Publishers} is a subscription's view of the publishers.
 */
@NullMarked
package org.javaipc.core.topic;

import org.jspecify.annotations.NullMarked;
