// What the outbox holds of each peer: deliveries that are claimed and wait for a thread, those under way, and whether the peer is
// there. Peers take turns, so none waits for another. Not safe for several threads: the outbox guards it.
#pragma once

#include "gateway/exchange/absence.h"
#include "gateway/exchange/circuit.h"
#include "gateway/exchange/turn.h"

#include <deque>
#include <map>
#include <optional>

namespace renkei::exchange {

struct Job {
    enum class Kind : std::uint8_t {
        send,
        look, // whether the peer is there
        tend, // to what waits for a peer that is not there
    };
    Kind kind = Kind::send;
    std::string peer{};
    store::Delivery delivery{};
    Absence absence{};
    bool is_time_to_give_up = false; // what has waited too long; not when the peer has just gone away
};

class Lanes {
public:
    explicit Lanes(const Schedule& schedule, std::int64_t tend_ms = 60'000) : schedule_(schedule), tend_ms_(tend_ms) {}

    void add(std::vector<store::Delivery> claimed);
    std::optional<Job> next(base::Millis now);
    // When a peer that is not there is looked at or tended to next; 0: there is none. Asked when next() has nothing more.
    base::Millis next_look() const;

    struct Finished {
        bool is_back = false;     // the peer, by this
        bool peer_answers = false; // others
        bool is_outdated = false; // it failed, but the peer came back after it had begun: it tells nothing of the peer as it is now
    };
    Finished finish(const Ending& ending, base::Millis now, double random01);
    void looked(const std::string& peer, const Away& away, base::Millis now, double random01);
    void forget(const std::string& peer); // nothing waits for it any more

    // Deliveries of peers that are not there; everything that is not under way.
    std::vector<store::Delivery> take_back_from_absent();
    // Those of these peers, and what is known of them: nothing is sent to them, and nobody looks whether they are there.
    std::vector<store::Delivery> let_go(const std::vector<std::string>& peers);
    std::vector<store::Delivery> take_back_all();

    // Peers of which enough is here, or that are not there. Asked once before each claim: of a peer whose queue ran empty since the last
    // time, more is kept here from now on, so that no thread waits for the store.
    std::vector<std::string> busy();
    // Those whose lease ends before this moment; from now on it is `lease`.
    std::vector<Renewal> renew(base::Millis moment, base::Millis lease);

    std::size_t under_way() const { return under_way_.size(); }
    std::size_t under_way_since(base::Millis moment) const; // or longer
    std::size_t absent() const;

private:
    struct Lane {
        Circuit circuit{};
        std::deque<store::Delivery> queue{};
        unsigned under_way = 0;
        unsigned era = 0;         // one more whenever the peer goes away or comes back
        unsigned from_before = 0; // of those under way, so many began in an earlier era: they may hang, and hold up nothing
        unsigned back_in = 0;     // the era in which the peer came back last
        std::size_t ahead = 0; // so many are kept here
        bool was_idle = false; // when the outbox claimed last
        base::Millis tended_at = 0;  // since it went away; 0: not yet
        Absence told{};              // at the last tending
        base::Millis told_at = 0;
    };
    struct UnderWay {
        base::Millis since = 0;
        base::Millis lease = 0;
        std::string node{};
        unsigned era = 0;
    };
    static void leave(Lane& lane, const UnderWay& ended);
    static void begin_era(Lane& lane);
    static std::size_t counted(const Lane& lane) { return lane.under_way - lane.from_before; }
    void drop_idle();
    std::optional<Job> next_of(const std::string& peer, Lane& lane, base::Millis now);
    std::optional<Job> tending_of(const std::string& peer, Lane& lane, base::Millis now);

    Schedule schedule_;
    std::int64_t tend_ms_;
    std::map<std::string, Lane> lanes_{};
    std::map<std::string, UnderWay> under_way_{}; // by delivery
    std::string last_served_{};
};

} // namespace renkei::exchange
