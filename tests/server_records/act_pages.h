// What a browser does with the pages on which records are entered and changed.
#pragma once

#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/states.h"

#include "tests/server_records/kit.h"
#include <fmt/format.h>

#include <map>
#include <string>
#include <string_view>

namespace renkei::server::act_page_test {

inline constexpr base::Millis day = 24 * 60 * 60 * 1000;

using Fields = std::map<std::string, std::string>;

inline std::string encoded(const std::string& text) {
    std::string out;
    for (const char c : text) {
        out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    return out;
}

// As a browser has it.
inline std::string unescaped(std::string text) {
    for (const auto& [from, to] : std::map<std::string, std::string>{
             {"&quot;", "\""}, {"&#39;", "'"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}}) {
        for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
            text.replace(at, from.size(), to);
        }
    }
    return text;
}

inline std::string between(const std::string& text, const std::string& before, const std::string& behind,
                           std::size_t from = 0) {
    const std::size_t at = text.find(before, from);
    return at == std::string::npos
               ? std::string()
               : text.substr(at + before.size(), text.find(behind, at + before.size()) - at - before.size());
}

// A browser on the pages of acts.
class ActPages : public testing::Test {
protected:
    explicit ActPages(RecordsKit::Offered offered = RecordsKit::Offered::yes) : kit(offered) {
        test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
            insurer.state = sharing::InsurerState::live;
            insurer.live_from = sharing::test::day("2026-04-01");
            return diag::Result<sharing::Insurer>(insurer);
        }));
    }
    std::string in_days(int days) const { return time::day_in_japan(kit.now() + days * day).text(); }

    Response send(const std::string& path, const Fields& fields, const std::string& peer) {
        std::string body;
        for (const auto& [name, value] : fields) {
            body += (body.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
        }
        return kit.send("POST", path, body, peer,
                        {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "text/html"}});
    }
    Response records(const std::string& peer) {
        return send("/records/_search", {{"insurer", "990010"}, {"person", "0000001016"}}, peer);
    }
    // The hidden fields of the page's form, and the values of its boxes.
    static Fields fields_of(const std::string& page, const std::string& begin) {
        Fields out;
        const std::size_t from = page.find(begin);
        const std::string form = page.substr(from, page.find("</form>", from) - from);
        for (std::size_t at = 0; (at = form.find("<input type=\"", at)) != std::string::npos; ++at) {
            const std::string tag = form.substr(at, form.find('>', at) - at);
            const bool is_tick = tag.find("checkbox") != std::string::npos;
            if (!is_tick || tag.find(" checked") != std::string::npos) {
                out[unescaped(between(tag, "name=\"", "\""))] = unescaped(between(tag, "value=\"", "\""));
            }
        }
        for (std::size_t at = 0; (at = form.find("<select", at)) != std::string::npos; ++at) {
            const std::string select = form.substr(at, form.find("</select>", at) - at);
            const std::size_t chosen = select.find("\" selected");
            const std::size_t value = select.rfind("value=\"", chosen) + 7;
            out[unescaped(between(select, "name=\"", "\""))] =
                chosen == std::string::npos ? "" : unescaped(select.substr(value, chosen - value));
        }
        return out;
    }
    Fields opened(const std::string& kind, const std::string& act, const std::string& peer,
                  const std::string& id = {}) {
        const Response page =
            send("/records/act",
                 {{"kind", kind}, {"act", act}, {"insurer", "990010"}, {"person", "0000001016"}, {"id", id}},
                 peer);
        EXPECT_EQ(page.status, 200) << kind << act << page.body;
        return fields_of(page.body, "<form class=\"entry\"");
    }
    // The form is opened, filled in and sent.
    Response done(const std::string& kind, const std::string& act, const std::string& peer,
                  const Fields& boxes, const std::string& id = {}) {
        Fields fields = opened(kind, act, peer, id);
        for (const auto& [item, value] : boxes) {
            fields["i." + item] = value;
        }
        return send("/records/act", fields, peer);
    }
    // The button of an act of a record on the page.
    std::string id_of(const std::string& page, const std::string& kind, const std::string& act) {
        const std::string begin =
            "name=\"kind\" value=\"" + kind + "\"><input type=\"hidden\" name=\"act\" value=\"" + act + "\"";
        const std::size_t at = page.find(begin);
        return at == std::string::npos ? std::string() : between(page, "name=\"id\" value=\"", "\"", at);
    }
    static bool has(const std::string& text, std::string_view part) {
        return text.find(part) != std::string::npos;
    }

    RecordsKit kit;
};

} // namespace renkei::server::act_page_test
