// MD5 against the test suite of RFC 1321 (appendix A.5) and around the ends of a block.
// SPDX-License-Identifier: BSD-3-Clause
#include "unravel/md5.h"

#include <catch2/catch_test_macros.hpp>

using latentjam::unravel::md5;

TEST_CASE("MD5 gives the digests of its RFC")
{
    CHECK(md5("") == "d41d8cd98f00b204e9800998ecf8427e");
    CHECK(md5("a") == "0cc175b9c0f1b6a831c399e269772661");
    CHECK(md5("abc") == "900150983cd24fb0d6963f7d28e17f72");
    CHECK(md5("message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
    CHECK(md5("abcdefghijklmnopqrstuvwxyz") == "c3fcd3d76192e4007dfb496cca67e13b");
    CHECK(md5("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") == "d174ab98d277d9f5a5611c2c9f419d9f");
    CHECK(md5("12345678901234567890123456789012345678901234567890123456789012345678901234567890") ==
          "57edf4a22be3c955ac49da2e2107b67a");
}

TEST_CASE("MD5 pads texts that end near a block's end as Python's hashlib does")
{
    CHECK(md5(std::string(55, 'x')) == "04364420e25c512fd958a70738aa8f72");
    CHECK(md5(std::string(56, 'x')) == "668a72d5ba17f08e62dabcafad6db14b");
    CHECK(md5(std::string(63, 'x')) == "7dc2ca208106a2f703567bdff99d8981");
    CHECK(md5(std::string(64, 'x')) == "c1bb4f81d892b2d57947682aeb252456");
    CHECK(md5(std::string(65, 'x')) == "1bc932052302d074bdec39795fe00cf6");
}
