// Whether a delivery may go is one decision for all who ask, and what mailboxes have written down of it is
// right after every change.
#include "gateway/network/outbox/sender.h"

#include "tests/server_mailbox/mailboxes.h"
#include "tests/store/postgres_server.h"

#include <map>
#include <random>

namespace renkei::server::delivery_law_test {
namespace {

using access::insurer;
using access::person_of;
using policy::DeliveryAccess;
using store::Delivery;
using store::DeliveryState;
using store::Hash;
using test::must;

constexpr base::Millis an_hour = 3'600'000;

// One decision over drawn states and changes: what a poll lists is what may go, what the outbox would send is
// that, too, and all of it may be read.
struct Draw {
    store::Engine engine = store::Engine::sqlite;
    unsigned seed = 0;
};
std::string name_of(const testing::TestParamInfo<Draw>& about) {
    return (about.param.engine == store::Engine::sqlite ? "sqlite_" : "postgres_") +
           std::to_string(about.param.seed);
}

class Changing : public Mailboxes, public testing::WithParamInterface<Draw> {
protected:
    Changing() : Mailboxes(connection()) {}
    static void TearDownTestSuite() {
        EXPECT_EQ(met_.size(), 6U) << "each answer occurs";
        EXPECT_GT(met_[DeliveryAccess::goes], 100U);
        EXPECT_GT(met_[DeliveryAccess::closed], 100U);
        EXPECT_GT(left_out_, 100U) << "and most of what is closed is not decided again";
    }
    static bool is_skipped() {
        return GetParam().engine == store::Engine::postgres && !store::PostgresServer::is_installed();
    }
    static std::string connection() {
        return GetParam().engine == store::Engine::postgres && !is_skipped()
                   ? store::PostgresServer::shared().new_database()
                   : std::string();
    }

    int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(chance_); }
    bool once_in(int times) { return up_to(times - 1) == 0; }
    template <class T>
    const T& one_of(const std::vector<T>& all) {
        return all[static_cast<std::size_t>(up_to(static_cast<int>(all.size()) - 1))];
    }
    const std::string& person() { return one_of(people_); }

    void change() {
        using Change = void (Changing::*)();
        constexpr Change changes[] = {
            &Changing::send_one, &Changing::send_one,     &Changing::send_next,    &Changing::take_back,
            &Changing::consents, &Changing::consents,     &Changing::registers,    &Changing::registers,
            &Changing::ends,     &Changing::asks,         &Changing::state_is,     &Changing::links,
            &Changing::insures,  &Changing::peer_is,      &Changing::brings_again, &Changing::names_others,
            &Changing::time_is,  &Changing::queues_notice};
        clock.pass(1);
        (this->*changes[up_to(static_cast<int>(std::size(changes)) - 1)])();
    }

    void check() {
        for (const policy::Peer& peer : peers) {
            std::vector<std::string> expected;
            const std::vector<Delivery> all = waiting(peer);
            for (const Delivery& each : all) {
                const DeliveryAccess access = may_go(peer, each);
                ++met_[access];
                if (access == DeliveryAccess::goes) {
                    expected.push_back(each.id);
                }
                if (access == DeliveryAccess::goes && !each.withdraws) {
                    EXPECT_EQ(seen_by(receiver(peer), {.document = each.document, .number = each.version}),
                              policy::VersionAccess::shown);
                }
            }
            EXPECT_EQ(poll(peer, static_cast<std::uint32_t>(1 + up_to(9))), expected) << peer.id;
            left_out_ += all.size() - waiting(peer, true).size();
        }
    }

    // What the outbox makes of each of them.
    void check_sender() {
        const outbox::Sender sender(
            *store, [] { return std::make_shared<const std::vector<policy::Peer>>(); },
            [] { return access::hub(); }, [](policy::DeliveryMethod) { return nullptr; }, {});
        for (const policy::Peer& peer : peers) {
            for (Delivery each : waiting(peer)) {
                const DeliveryAccess access = may_go(peer, each);
                each.state = DeliveryState::sending;
                each.node = "a";
                must(store->write([&](store::Transaction& it) { return it.update(each); }));
                EXPECT_EQ(word_of(sender.send(each)), word_of(access, each.withdraws)) << peer.id;
                each.state = DeliveryState::mailbox;
                must(store->write([&](store::Transaction& it) { return it.update(each); }));
            }
        }
    }

private:
    static std::string word_of(const outbox::AttemptRecord& record) {
        using Kind = outbox::AttemptRecord::Kind;
        return record.kind == Kind::to_mailbox  ? "goes"
               : record.kind == Kind::postponed ? "held"
                                                : record.attempt.reason.log_code();
    }
    static std::string word_of(DeliveryAccess access, bool withdraws) {
        switch (access) {
        case DeliveryAccess::goes: return "goes";
        case DeliveryAccess::held: return "held";
        case DeliveryAccess::not_named: return "not-a-party";
        case DeliveryAccess::closed: return withdraws ? "never-delivered" : "not-shared";
        case DeliveryAccess::withdrawn: return "version-gone";
        case DeliveryAccess::left_out: return "receiver-changed";
        }
        return {};
    }

    Wanted any_document() {
        Wanted out{.name = std::to_string(sent_.size()),
                   .form = one_of(forms_),
                   .sender = one_of(peers).id,
                   .receivers = {},
                   .persons = {}};
        add_names(out);
        return out;
    }
    void add_names(Wanted& out) {
        out.receivers.clear();
        for (const policy::Peer& each : peers) {
            if (once_in(2)) {
                out.receivers.push_back(each.id);
            }
        }
        out.persons.clear();
        out.uninsured.clear();
        for (int i = up_to(1) + 1; i > 0; --i) {
            (once_in(8) ? out.uninsured : out.persons).push_back(once_in(8) ? "jiro" : person());
        }
    }
    void send_one() {
        Wanted wanted = any_document();
        newest_.push_back(send(wanted));
        sent_.push_back(std::move(wanted));
    }
    void send_next() {
        if (!sent_.empty()) {
            const auto at = static_cast<std::size_t>(up_to(static_cast<int>(sent_.size()) - 1));
            Wanted& wanted = sent_[at];
            wanted.expected = newest_[at].number;
            add_names(wanted);
            newest_[at] = send(wanted);
        }
    }
    void take_back() {
        if (!newest_.empty()) {
            store::Version& newest =
                newest_[static_cast<std::size_t>(up_to(static_cast<int>(newest_.size()) - 1))];
            must(store->write([&](store::Transaction& it) -> diag::Result<void> {
                TRY(newest, it.withdraw(newest.document, newest.number, "clinic"));
                return {};
            }));
        }
    }
    void queues_notice() {
        if (!newest_.empty()) {
            deliver(one_of(newest_), one_of(peers).id, true);
        }
    }
    void consents() {
        store::Kept<sharing::Consent> out{person_of(person()),
                                          {.id = store::new_uuid7(clock.now()),
                                           .insurer = insurer,
                                           .taker = {"insurer", insurer},
                                           .until = any_day(),
                                           .given_at = clock.now() + (once_in(4) ? an_hour : 0)}};
        consents_.push_back(out);
        put(out);
    }
    void registers() {
        store::Kept<sharing::Registration> out{
            person_of(person()),
            {.id = store::new_uuid7(clock.now()),
             .insurer = insurer,
             .office = {"office", once_in(3) ? "9970100021" : "9970100013"},
             .service_type = "43",
             .identity = sharing::IdentityCheck{.at = clock.now() + (once_in(4) ? an_hour : 0)},
             .from = time::day_in_japan(clock.now() + (once_in(4) ? 24 * an_hour : 0)),
             .until = any_day(),
             .makes_plan = true}};
        registrations_.push_back(out);
        put(out);
    }
    void ends() {
        if (once_in(2) && !consents_.empty()) {
            store::Kept<sharing::Consent> out = one_of(consents_);
            out.record.withdrawn = sharing::Withdrawal{.at = clock.now()};
            put(out);
        } else if (!registrations_.empty()) {
            store::Kept<sharing::Registration> out = one_of(registrations_);
            out.record.until = time::day_in_japan(clock.now() - 24 * an_hour);
            put(out);
        }
    }
    void asks() { opinion_request(person()); }
    void state_is() {
        state({.insurer = once_in(3) ? "990028" : insurer,
               .moved_in = once_in(3) ? std::optional(clock.now() + an_hour) : std::nullopt,
               .died = once_in(5) ? std::optional(clock.now()) : std::nullopt,
               .hidden = once_in(4) ? sharing::Hidden::history : sharing::Hidden::none},
              person());
    }
    void links() {
        const Hash one = person_of(person());
        const Hash other = person_of(person());
        if (one != other) {
            must(store->write([&](store::Transaction& it) -> diag::Result<void> {
                TRY(const bool is_new, it.link(one, other));
                return is_new ? diag::Result<void>() : it.unlink(one, other).map([](bool) {});
            }));
        }
    }
    void insures() {
        Sharing::put(sharing::Insurer{
            .number = insurer,
            .state = once_in(4) ? sharing::InsurerState::loading : sharing::InsurerState::live,
            .live_from = once_in(3) ? time::day_in_japan(clock.now() + 24 * an_hour)
                                    : time::day_in_japan(clock.now() - 24 * an_hour)});
    }
    void peer_is() {
        policy::Peer& peer = peers[static_cast<std::size_t>(up_to(3))];
        peer.job = peer.job.empty() ? "care_manager" : "";
        peer.revoked = once_in(8);
        if (once_in(4) && peer.id == "stranger") {
            peer.numbers = {{"office", once_in(2) ? "9970100021" : "9970100054"}};
        }
        put(peer);
    }
    void brings_again() {
        if (!newest_.empty()) {
            const store::Version& version = one_of(newest_);
            must(store->write([&](store::Transaction& it) {
                return it.add_submitter(version.document, version.number, one_of(peers).id);
            }));
        }
    }
    void names_others() {
        if (!newest_.empty()) {
            const Hash named = person_of(person());
            must(store->write([&](store::Transaction& it) {
                return it.set_persons(one_of(newest_), std::span(&named, 1));
            }));
        }
    }
    void time_is() { clock.pass(an_hour * (once_in(4) ? -30 : once_in(2) ? 24 : 1)); }
    std::optional<time::Date> any_day() {
        return once_in(3) ? std::optional(time::day_in_japan(clock.now() + up_to(2) * 24 * an_hour))
                          : std::nullopt;
    }

    static inline std::map<DeliveryAccess, std::size_t> met_;
    static inline std::size_t left_out_ = 0;
    std::mt19937 chance_{GetParam().seed};
    const std::vector<std::string> people_{"hanako", "taro"};
    const std::vector<std::string> forms_{access::opinion_form, access::opinion_form,   "cert_survey",
                                          "insured_card",       access::admission_form, access::unknown_form};
    std::vector<Wanted> sent_{};
    std::vector<store::Version> newest_{}; // of each of them
    std::vector<store::Kept<sharing::Consent>> consents_{};
    std::vector<store::Kept<sharing::Registration>> registrations_{};
};

TEST_P(Changing, states_leave_one_decision_for_all_who_ask) {
    if (is_skipped()) {
        GTEST_SKIP() << "no PostgreSQL server here; tools/install-needs installs it";
    }
    for (int step = 0; step < 60; ++step) {
        change();
        check();
        if (HasFailure()) {
            FAIL() << "step " << step;
        }
    }
    check_sender();
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr unsigned of_postgres = 1; // a sanitizer sees no more in the others, and each takes half a minute
#else
constexpr unsigned of_postgres = 4;
#endif

std::vector<Draw> draws() {
    std::vector<Draw> out;
    for (unsigned seed = 1; seed <= 24; ++seed) {
        out.push_back({store::Engine::sqlite, seed});
    }
    for (unsigned seed = 101; seed < 101 + of_postgres; ++seed) {
        out.push_back({store::Engine::postgres, seed});
    }
    return out;
}
INSTANTIATE_TEST_SUITE_P(Drawn, Changing, testing::ValuesIn(draws()), name_of);

} // namespace
} // namespace renkei::server::delivery_law_test
