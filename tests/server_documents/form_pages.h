// Pages on which forms are filled in, as a browser sees them.
#pragma once

#include "gateway/network/http/said_name.h"

#include "tests/entry/kit.h"
#include "tests/server_documents/request_kit.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

namespace renkei::server {

using entry::Fields;

inline bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

class FormPages : public ::testing::Test {
protected:
    static constexpr std::string_view browser = "text/html,application/xhtml+xml,*/*;q=0.8";

    Pairs headers() const {
        Pairs out{{"Accept", std::string(browser)}};
        if (!user.empty()) {
            const std::string cookie = http::said_name_cookie(user);
            out.emplace_back("Cookie", cookie.substr(0, cookie.find(';')));
        }
        return out;
    }
    Response get(const std::string& target, const std::string& peer = "manager") {
        return kit.ask({.target = target, .headers = headers(), .peer = peer});
    }
    Response post(const std::string& target, const Fields& fields, const std::string& peer = "manager") {
        std::string body;
        for (const auto& [name, value] : fields) {
            body += (body.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
        }
        Pairs sent = headers();
        sent.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        return kit.ask(
            {.method = "POST", .target = target, .headers = std::move(sent), .body = body, .peer = peer});
    }
    // What stands above the form.
    static std::string errors_of(const Response& page) {
        const std::size_t from = page.body.find("<main");
        return page.body.substr(from, page.body.find("<form", from) - from).substr(0, 2000);
    }
    static void set(Fields& fields, const std::string& name, const std::string& value) {
        const auto found = std::ranges::find(fields, name, &Fields::value_type::first);
        if (found != fields.end()) {
            found->second = value;
        } else {
            fields.emplace_back(name, value);
        }
    }
    // With as much as the form must have.
    Fields filled_in() {
        const Response page = get("/forms/admission");
        EXPECT_EQ(page.status, 200) << page.body;
        Fields out = entry::sent_by(page.body);
        for (const auto& [item, value] : std::initializer_list<std::pair<std::string, std::string>>{
                 {"sender_name", "見本居宅介護支援事業所"},
                 {"receiver_office_no", "9910100016"},
                 {"receiver_name", "架空総合病院"},
                 {"insurer_no", "990010"},
                 {"insured_no", "0000001016"},
                 {"patient_kana", "レンケイ ハナコ"},
                 {"patient_name", "連携 花子"},
                 {"birth_date", "S13.5.12"},
                 {"entry_date", "令和8年3月1日"},
                 {"info_date", "2026-03-01"},
                 {"consent", "1"},
                 {"wish_person", "家で\r\n暮らしたい"}}) {
            set(out, "f." + item, value);
        }
        return out;
    }
    Response act(Fields fields, const std::string& what, const std::string& peer = "manager",
                 const std::string& form = "admission") {
        set(fields, "act", what);
        return post("/forms/" + form, fields, peer);
    }
    // Of the form itself.
    static Fields boxes_of(const Response& page) {
        const std::size_t from = page.body.find("<form class=\"entry\"");
        return entry::sent_by(page.body.substr(from, page.body.find("</form>", from) - from));
    }
    std::size_t documents() { return json_of(kit.get("/documents"))["documents"].size(); }
    std::string sent_document() {
        return json_of(kit.get("/documents"))["documents"][0]["id"].get<std::string>();
    }

    std::string user = "鈴木"; // whose name was typed; empty: none was
    RequestKit kit;
};

} // namespace renkei::server
