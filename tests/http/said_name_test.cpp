#include "gateway/network/http/said_name.h"

#include "tests/http/test_server.h"
#include <gtest/gtest.h>

namespace renkei::http::test::said_name_test {
namespace {

TEST(SaidName, comes_back_as_it_was_typed) {
    const std::string cookie = said_name_cookie("連携 花子; a=b");
    EXPECT_EQ(cookie.find("連携"), std::string::npos) << "a header is ASCII";
    EXPECT_NE(cookie.find("; Path=/; Secure; HttpOnly; SameSite=Strict"), std::string::npos);
    EXPECT_EQ(cookie.find("Max-Age"), std::string::npos) << "it ends with the browser";
    EXPECT_EQ(said_name("x=1; " + cookie.substr(0, cookie.find(';')) + "; y=2"), "連携 花子; a=b");
}

TEST(SaidName, is_one_line_of_text) {
    EXPECT_EQ(read_said_name("  連携 花子 "), "連携 花子");
    EXPECT_EQ(read_said_name("　連携　 花子　"), "連携 花子") << "blanks of any width are one";
    for (const std::string& odd :
         {std::string(), std::string("  "), std::string("a\nb"), std::string("a\0b", 3), std::string("\xff"),
          std::string("　"), std::string("鈴木\u202e"), std::string("鈴\u2028木"), std::string(121, 'a')}) {
        EXPECT_FALSE(read_said_name(odd)) << odd;
    }
    EXPECT_TRUE(read_said_name(std::string(120, 'a')));
    for (const std::string_view odd :
         {"", ";", "__Host-renkei-name", "__Host-renkei-name=", "__Host-renkei-name=%",
          "__Host-renkei-name=%0A", "__host-renkei-name=a", "x__Host-renkei-name=a"}) {
        EXPECT_EQ(said_name(odd), "") << odd;
    }
}

TEST(SaidName, reaches_the_handler_of_a_request_without_a_token) {
    TestServer server({}, [](const tokens::PresentedToken&) -> diag::Result<policy::User> {
        return policy::User{.subject = "user-17", .job = "doctor"};
    });
    const auto asked = [&](const std::string& headers) {
        return server.hospital().ask(request("GET", "/echo/hello", headers))->body;
    };
    const std::string cookie = "Cookie: __Host-renkei-name=suzuki\r\n";
    EXPECT_NE(asked(cookie).find("said suzuki"), std::string::npos) << asked(cookie);
    EXPECT_EQ(asked(cookie + "Authorization: Bearer a.b.c\r\n").find("suzuki"), std::string::npos)
        << "a token says who it is";
}

} // namespace
} // namespace renkei::http::test::said_name_test
