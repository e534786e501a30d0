#include "gateway/network/auditforward/forwarder.h"

#include "gateway/core/base/back_off.h"
#include "gateway/network/auditforward/fhir_receiver.h"
#include "gateway/network/auditforward/syslog_receiver.h"
#include "gateway/network/auditforward/target.h"
#include "generated/messages/audit.h"

#include <algorithm>

namespace renkei::auditforward {
namespace {

// Those in front that this program can read.
std::vector<audit::ChainedEvent> readable_events(const std::vector<store::AuditRow>& rows) {
    std::vector<audit::ChainedEvent> out;
    for (const store::AuditRow& row : rows) {
        std::optional<audit::KeptEvent> kept = audit::event_of(row.event);
        if (!kept) {
            break;
        }
        out.push_back({row.node, row.sequence, row.hash, *std::move(kept)});
    }
    return out;
}

} // namespace

std::unique_ptr<Receiver> make_receiver(const Target& target, Poco::Net::Context::Ptr context,
                                        client::CurrentTrust trust) {
    TargetUrl url = parse_target_url(target.url).value();
    if (url.protocol == Protocol::syslog) {
        return std::make_unique<SyslogReceiver>(std::move(url.url.endpoint), std::move(context),
                                                std::move(trust), SyslogLimits{});
    }
    return std::make_unique<FhirReceiver>(std::move(url.url), std::move(context), std::move(trust),
                                          FhirReceiver::default_limits());
}

Forwarder::Forwarder(store::Store& store, Target target, const std::vector<std::string>& nodes,
                     std::unique_ptr<Receiver> receiver, ForwarderSettings settings)
    : store_(store),
      target_(std::move(target)),
      receiver_(std::move(receiver)),
      settings_(std::move(settings)) {
    for (const std::string& node : nodes) {
        chains_.push_back({.state = {.node = node}});
    }
}

Forwarder::~Forwarder() { stop(); }

void Forwarder::start() {
    thread_ = std::thread([this] { work(); });
}

void Forwarder::wake() {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
    changed_.notify_all();
}

void Forwarder::request_stop() {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
    changed_.notify_all();
}

void Forwarder::stop() {
    request_stop();
    if (thread_.joinable()) {
        thread_.join();
    }
}

std::vector<ChainState> Forwarder::states() const {
    const std::scoped_lock lock(mutex_);
    std::vector<ChainState> out;
    std::ranges::transform(chains_, std::back_inserter(out), &Chain::state);
    return out;
}

// False: the forwarder ends.
bool Forwarder::wait_until_due() {
    std::unique_lock lock(mutex_);
    const auto next = std::ranges::min(chains_, {}, &Chain::due).due;
    changed_.wait_until(lock, next, [this] { return stop_ || woken_; });
    if (std::exchange(woken_, false)) {
        std::ranges::for_each(chains_, [](Chain& chain) { chain.due = {}; });
    }
    return !stop_;
}

void Forwarder::work() {
    while (wait_until_due()) {
        for (Chain& chain : chains_) {
            if (chain.due <= Clock::now()) {
                forward(chain);
            }
        }
    }
}

// One part of what waits. The next one is due at once if there is more, else after a while.
void Forwarder::forward(Chain& chain) {
    chain.due = Clock::now() + settings_.poll;
    const std::string& node = chain.state.node;
    const auto pending = store_.read_value<PendingEvents>([&](const store::Snapshot& snapshot) {
        return pending_events(snapshot, target_.name, node, target_.batch);
    });
    if (!pending) {
        return fail(chain, {.reason = std::string(diag::row(pending.error().message).id)});
    }
    if (pending->rows.empty()) {
        set_waiting(chain, 0, 0);
        return succeed(chain);
    }
    bool has_moved = false;
    const std::optional<Problem> problem = forward_some(chain, *pending, has_moved);
    if (problem) {
        fail(chain, *problem);
    } else if (has_moved) {
        succeed(chain);
        chain.due = Clock::now(); // there may be more
    }
}

// `moved`: everything that was read was accepted and recorded.
std::optional<Forwarder::Problem> Forwarder::forward_some(Chain& chain, const PendingEvents& pending,
                                                          bool& moved) {
    const std::vector<audit::ChainedEvent> events = readable_events(pending.rows);
    set_waiting(chain, pending.waiting(), events.empty() ? 0 : events.front().kept.event.at);
    if (events.empty()) {
        return Problem{.sequence = pending.rows.front().sequence,
                       .reason = std::string(diag::row(diag::message::audit_unreadable).id),
                       .is_refusal = true};
    }
    if (may_wait_for_more(pending, events.front().kept.event)) {
        return std::nullopt;
    }
    if (pending.is_replaced && chain.last_problem.empty()) {
        notify({.kind = ForwardNotice::Kind::replaced, .node = chain.state.node});
    }
    const SendResult sent = receiver_->send(events);
    if (sent.accepted > 0) {
        const audit::ChainedEvent& last = events[sent.accepted - 1];
        const diag::Result<bool> recorded = record(chain.state.node, pending, {last.sequence, last.hash});
        if (!recorded) {
            return Problem{.sequence = last.sequence,
                           .reason = std::string(diag::row(recorded.error().message).id)};
        }
        const std::uint64_t waiting = pending.end - last.sequence;
        set_waiting(chain, waiting, waiting == 0 ? 0 : last.kept.event.at);
    }
    if (sent.failure) {
        return Problem{.sequence = events[sent.accepted].sequence,
                       .reason = sent.failure->reason.log_code(),
                       .is_refusal = sent.failure->is_refusal};
    }
    moved = true;
    return std::nullopt;
}

bool Forwarder::may_wait_for_more(const PendingEvents& pending, const audit::Event& oldest) const {
    const base::Millis age = store_.clock().now() - oldest.at;
    return pending.rows.size() < target_.batch && age >= 0 && age < receiver_->gathering_time().count();
}

diag::Result<bool> Forwarder::record(const std::string& node, const PendingEvents& pending,
                                     const ChainPosition& to) {
    bool out = false;
    TRY_VOID(store_.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(out, advance(transaction, target_.name, node, pending.recorded, to));
        return {};
    }));
    return out;
}

void Forwarder::set_waiting(Chain& chain, std::uint64_t waiting, base::Millis oldest) {
    const std::scoped_lock lock(mutex_);
    chain.state.waiting = waiting;
    chain.state.oldest_waiting = oldest;
}

void Forwarder::fail(Chain& chain, const Problem& problem) {
    chain.due = Clock::now() +
                std::chrono::milliseconds(base::back_off(settings_.initial_backoff.count(),
                                                         settings_.max_backoff.count(), chain.failures++, 1));
    {
        const std::scoped_lock lock(mutex_);
        ++chain.state.failures;
        chain.state.is_refused = problem.is_refusal;
    }
    // of a refusal each event is worth a line
    std::string now = problem.reason + (problem.is_refusal ? "/" + std::to_string(problem.sequence) : "");
    if (now != chain.last_problem) {
        chain.last_problem = std::move(now);
        notify({.kind = problem.is_refusal ? ForwardNotice::Kind::refused : ForwardNotice::Kind::failing,
                .node = chain.state.node,
                .sequence = problem.sequence,
                .reason = problem.reason});
    }
}

void Forwarder::succeed(Chain& chain) {
    chain.failures = 0;
    if (!chain.last_problem.empty()) {
        chain.last_problem.clear();
        {
            const std::scoped_lock lock(mutex_);
            chain.state.is_refused = false;
        }
        notify({.kind = ForwardNotice::Kind::resumed, .node = chain.state.node});
    }
}

void Forwarder::notify(ForwardNotice notice) const {
    if (settings_.on_notice) {
        settings_.on_notice(notice);
    }
}

} // namespace renkei::auditforward
